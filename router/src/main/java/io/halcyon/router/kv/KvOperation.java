package io.halcyon.router.kv;

/// What a client asked for; the tag of the per-operation metrics.
public enum KvOperation {
  GET,
  PUT,
  DELETE,
  INCREMENT,
  MULTI_GET,
  BATCH,
  CONDITIONAL,
  SCAN
}
