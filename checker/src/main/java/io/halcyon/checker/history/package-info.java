/// What clients asked for, what they were told, and when: the recorded history of a run, and its
/// file format. Knows nothing of how it is judged.
@NullMarked
package io.halcyon.checker.history;

import org.jspecify.annotations.NullMarked;
