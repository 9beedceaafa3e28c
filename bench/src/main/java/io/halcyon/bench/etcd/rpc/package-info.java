/// A lean client for etcd's v3 key-value service, so that the load generator measures both systems
/// with the same code. Messages are encoded by hand: etcdserverpb.RangeRequest and PutRequest, the
/// fields that are needed.
@NullMarked
package io.halcyon.bench.etcd.rpc;

import org.jspecify.annotations.NullMarked;
