/// The HTTP side of a process: metrics and health for machines, on the JDK's own server.
///
/// Must not know where the figures come from. Start reading at {@link
/// io.halcyon.rpc.http.HttpEndpoints}.
@NullMarked
package io.halcyon.rpc.http;

import org.jspecify.annotations.NullMarked;
