/// One RocksDB store per shard replica: versions of keys, outcomes, intents, transaction records.
///
/// This is the only package that imports `org.rocksdb`. It applies the effects of log entries and
/// answers reads; it knows nothing of Raft, of leases or of who may read what. Start reading at
/// {@link ShardStore}, then {@link EntryApplier} (the write path) and {@link PointReader} (the read
/// path); {@link ColumnFamily} has the layouts, {@link StoreOptions} all of RocksDB's options. Why
/// the layout is as it is: ADR-0003.
///
/// **What operations cost**, in calls into native code and allocations on the heap (a call costs
/// some 0.1 to 0.3 microseconds beside what it does):
///
/// | operation | native calls | allocations |
/// |---|---|---|
/// | `newest`, `read` at a current timestamp | 1 get, the bloom filter answers for absent keys | version, value |
/// | `read` in the past of a changed key | 1 get; iterator with bounds: 8 and 3 for each seek | entry, value, some ten small ones |
/// | each put or delete of an entry | 1 get, of the version that is superseded | none |
/// | each outcome, intent, record or memory of an entry | none | at most the id |
/// | each entry, whatever it holds | 3: make the batch, write it, free it | batch bytes, state, extremes, batch |
/// | scan, per item | 4: next, valid, key, value; 1 more for the value | key, value, item |
///
/// An entry's batch is built on the heap in RocksDB's own serialised form ({@link BatchBuffer}), so
/// that the number of its records costs no calls. No iterator is made and no snapshot is taken on
/// the point paths; {@link PointReader} and {@link RangeScanner} say why that is right.
@NullMarked
package io.halcyon.raftstorage.engine;

import org.jspecify.annotations.NullMarked;
