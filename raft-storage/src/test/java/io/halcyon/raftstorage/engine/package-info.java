/// Tests of the store against a model, real files and injected damage.
@NullMarked
package io.halcyon.raftstorage.engine;

import org.jspecify.annotations.NullMarked;
