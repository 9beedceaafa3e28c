/// The key-value API's meaning: validation, admission, and how calls over several keys or shards
/// are split and merged. No gRPC; everything here works on stored keys. Start reading at {@link
/// io.halcyon.router.kv.KvFront}.
@NullMarked
package io.halcyon.router.kv;

import org.jspecify.annotations.NullMarked;
