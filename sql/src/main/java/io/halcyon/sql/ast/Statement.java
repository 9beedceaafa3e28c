package io.halcyon.sql.ast;

/// One statement. The families are sealed interfaces of their own.
public sealed interface Statement
    permits Query,
        DataStatement,
        TableStatement,
        ObjectStatement,
        RoleStatement,
        RoutineStatement,
        SessionStatement,
        TransactionStatement,
        MaintenanceStatement,
        RefusedStatement {
  /// Returns where the statement begins.
  Position at();
}
