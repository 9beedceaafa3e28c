/// One RocksDB store per shard replica: versions of keys, outcomes, intents, transaction records.
///
/// This is the only package that imports `org.rocksdb`. It applies the effects of log entries and
/// answers reads; it knows nothing of Raft, of leases or of who may read what. Start reading at
/// {@link ShardStore}.
@NullMarked
package io.halcyon.raftstorage.engine;

import org.jspecify.annotations.NullMarked;
