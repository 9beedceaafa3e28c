@NullMarked
package io.halcyon.raftstorage.ratis.rpc;

import org.jspecify.annotations.NullMarked;
