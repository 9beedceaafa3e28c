/// SQL in sessions of gRPC: conversations with clients, and what they are sent. Start reading at
/// SqlSessions.
@NullMarked
package io.halcyon.router.sql;

import org.jspecify.annotations.NullMarked;
