/// The client's gRPC calls beside the pipeline: watch streams and sessions of transactions.
/// Internal to the client library.
@NullMarked
package io.halcyon.client.rpc;

import org.jspecify.annotations.NullMarked;
