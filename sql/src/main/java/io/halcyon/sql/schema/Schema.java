package io.halcyon.sql.schema;

import io.halcyon.sql.access.BatchSource;
import io.halcyon.sql.ast.DataStatement;
import io.halcyon.sql.ast.MaintenanceStatement;
import io.halcyon.sql.ast.ObjectStatement;
import io.halcyon.sql.ast.Persistence;
import io.halcyon.sql.ast.QualifiedName;
import io.halcyon.sql.ast.Statement;
import io.halcyon.sql.ast.TableStatement;
import io.halcyon.sql.bind.BoundQuery;
import io.halcyon.sql.bind.BoundQuery.OutputColumn;
import io.halcyon.sql.bind.QueryBinder;
import io.halcyon.sql.catalog.CatalogSnapshot;
import io.halcyon.sql.catalog.CatalogStore;
import io.halcyon.sql.catalog.CatalogView;
import io.halcyon.sql.catalog.ColumnDescriptor;
import io.halcyon.sql.catalog.Relation;
import io.halcyon.sql.catalog.SchemaDescriptor;
import io.halcyon.sql.catalog.TableDescriptor;
import io.halcyon.sql.catalog.ViewDescriptor;
import io.halcyon.sql.engine.EngineTransaction;
import io.halcyon.sql.engine.Outcome;
import io.halcyon.sql.engine.Rows;
import io.halcyon.sql.error.SqlError;
import io.halcyon.sql.error.SqlState;
import io.halcyon.sql.evaluate.EvaluationContext;
import io.halcyon.sql.printer.Printer;
import io.halcyon.sql.session.SessionContext;
import io.halcyon.sql.storage.Storage;
import io.halcyon.sql.type.Types;
import io.halcyon.sql.value.Batch;
import io.halcyon.sql.value.Vector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs statements that change the schema, in a transaction like any other: others see the change
/// when it commits, and no transaction commits that has seen the schema before it.
public final class Schema {
  private final EngineTransaction transaction;
  private final SessionContext session;
  private final Storage storage;

  public Schema(EngineTransaction transaction, SessionContext session, Storage storage) {
    this.transaction = transaction;
    this.session = session;
    this.storage = storage;
  }

  EngineTransaction transaction() {
    return transaction;
  }

  SessionContext session() {
    return session;
  }

  Storage storage() {
    return storage;
  }

  CatalogSnapshot snapshot() {
    return transaction.snapshot();
  }

  CatalogView view() {
    return transaction.view(session);
  }

  /// Takes the id of a new object.
  int newId() {
    return CatalogStore.takeIds(transaction.storage(), 1);
  }

  /// Runs a statement.
  ///
  /// @param implicit whether it is a transaction of its own, so that its steps may be several
  /// @return its command tag
  public String run(Statement statement, boolean implicit) {
    String tag =
        switch (statement) {
          case TableStatement.CreateTable create -> new TableMaker(this).create(create);
          case TableStatement.CreateIndex create -> new IndexMaker(this).create(create, implicit);
          case TableStatement.AlterTable alter -> new TableAlterer(this).alter(alter);
          case TableStatement.CreateView create -> createView(create);
          case TableStatement.CreateSequence create -> new SequenceMaker(this).create(create);
          case TableStatement.AlterSequence alter -> new SequenceMaker(this).alter(alter);
          case ObjectStatement.CreateSchema create -> createSchema(create);
          case ObjectStatement.Drop drop -> new Dropper(this).drop(drop);
          case ObjectStatement.Rename rename -> new Renamer(this).rename(rename);
          case ObjectStatement.SetSchema move -> new Renamer(this).move(move);
          case ObjectStatement.Comment comment -> new Renamer(this).comment(comment);
          case DataStatement.Truncate truncate -> new Dropper(this).truncate(truncate);
          case MaintenanceStatement.Vacuum vacuum -> maintain(vacuum);
          default ->
              throw SqlError.unsupported(
                  statement
                      .getClass()
                      .getSimpleName()
                      .replaceAll("(?<!^)([A-Z])", " $1")
                      .toUpperCase(java.util.Locale.ROOT));
        };
    transaction.catalogChanged();
    return tag;
  }

  /// What `VACUUM` is for is done all the time, without being asked; that the table is there is all
  /// that is left to be checked.
  private String maintain(MaintenanceStatement.Vacuum vacuum) {
    for (MaintenanceStatement.Relation relation : vacuum.relations()) {
      var _ = table(relation.name());
    }
    return "VACUUM";
  }

  /// Returns the table of a name.
  TableDescriptor table(QualifiedName name) {
    return table(view(), name);
  }

  /// Returns the table of a name.
  public static TableDescriptor table(CatalogView view, QualifiedName name) {
    Relation found = view.find(name.parts());
    if (found == null) {
      throw missing(name);
    }
    if (found instanceof TableDescriptor table) {
      return table;
    }
    throw new SqlError(
        SqlState.WRONG_OBJECT_TYPE, "\"%s\" is not a table".formatted(name.last()), name.at());
  }

  static SqlError missing(QualifiedName name) {
    return new SqlError(
        SqlState.UNDEFINED_TABLE,
        "relation \"%s\" does not exist".formatted(String.join(".", name.parts())),
        name.at());
  }

  /// Returns the schema for a new relation, whose name must be free.
  ///
  /// @return null if it is not, and that does not matter
  @Nullable SchemaDescriptor place(QualifiedName name, Persistence persistence, boolean ifNot) {
    if (persistence == Persistence.TEMPORARY) {
      throw SqlError.unsupported("a temporary relation", name.at());
    }
    SchemaDescriptor schema = view().schemaForNew(name.parts());
    if (!snapshot().taken(schema.id(), name.last())) {
      return schema;
    }
    if (ifNot) {
      return null;
    }
    throw new SqlError(
        SqlState.DUPLICATE_TABLE, "relation \"%s\" already exists".formatted(name.last()));
  }

  private String createSchema(ObjectStatement.CreateSchema create) {
    String name = create.name();
    if (name == null || !create.elements().isEmpty()) {
      throw SqlError.unsupported("CREATE SCHEMA with elements or without a name", create.at());
    }
    if (name.startsWith("pg_")) {
      throw new SqlError("42939", "unacceptable schema name \"%s\"".formatted(name))
          .withDetail("The prefix \"pg_\" is reserved for system schemas.");
    }
    if (snapshot().schema(name) == null) {
      transaction.edit().put(new SchemaDescriptor(newId(), name, null));
    } else if (!create.ifNotExists()) {
      throw new SqlError(SqlState.DUPLICATE_SCHEMA, "schema \"%s\" already exists".formatted(name));
    }
    return "CREATE SCHEMA";
  }

  private String createView(TableStatement.CreateView create) {
    if (create.recursive()
        || create.checkOption() != TableStatement.CheckOption.NONE
        || !create.options().isEmpty()) {
      throw SqlError.unsupported("CREATE VIEW with options", create.at());
    }
    if (create.query().changesRows()) {
      throw new SqlError(
          SqlState.FEATURE_NOT_SUPPORTED,
          "views must not contain data-modifying statements in WITH");
    }
    Relation there = view().find(create.name().parts());
    ViewDescriptor replaced =
        create.orReplace() && there instanceof ViewDescriptor view ? view : null;
    SchemaDescriptor schema =
        replaced == null
            ? place(create.name(), create.persistence(), false)
            : (SchemaDescriptor) snapshot().find(replaced.schema());
    BoundQuery bound = QueryBinder.bind(create.query(), view(), session);
    List<String> names = new ArrayList<>();
    List<OutputColumn> columns = bound.columns();
    for (int i = 0; i < columns.size(); i++) {
      String name = i < create.columns().size() ? create.columns().get(i) : columns.get(i).name();
      if (names.contains(name)) {
        throw new SqlError(
            SqlState.DUPLICATE_COLUMN, "column \"%s\" specified more than once".formatted(name));
      }
      names.add(name);
    }
    if (schema == null) {
      throw new IllegalStateException("no schema");
    }
    transaction
        .edit()
        .put(
            new ViewDescriptor(
                replaced == null ? newId() : replaced.id(),
                schema.id(),
                create.name().last(),
                names,
                columns.stream().map(column -> column.type().oid()).toList(),
                columns.stream().map(OutputColumn::modifier).toList(),
                Printer.print(create.query()),
                Uses.of(bound),
                null));
    return "CREATE VIEW";
  }

  /// Makes a table of a query, and fills it.
  public Rows createTableAs(
      TableStatement.CreateTableAs create,
      BoundQuery query,
      BatchSource source,
      EvaluationContext context) {
    if (create.materializedView()) {
      throw SqlError.unsupported("CREATE MATERIALIZED VIEW", create.at());
    }
    SchemaDescriptor schema = place(create.name(), create.persistence(), create.ifNotExists());
    if (schema == null) {
      return Outcome.of("CREATE TABLE AS");
    }
    List<ColumnDescriptor> columns = new ArrayList<>();
    for (int i = 0; i < query.columns().size(); i++) {
      OutputColumn column = query.columns().get(i);
      String name = i < create.columns().size() ? create.columns().get(i) : column.name();
      columns.add(
          new ColumnDescriptor(
              i + 1,
              name,
              column.type().equals(Types.UNKNOWN) ? Types.TEXT.oid() : column.type().oid(),
              column.modifier(),
              false,
              null,
              ColumnDescriptor.Generated.NO,
              false,
              null,
              null));
    }
    TableDescriptor table = new TableMaker(this).bare(schema, create.name().last(), columns);
    transaction.edit().put(table);
    transaction.catalogChanged();
    long count = 0;
    if (create.withData()) {
      transaction.changes().statement(context);
      List<Batch> rows = new ArrayList<>();
      try (source) {
        for (Batch batch = source.next(); batch != null; batch = source.next()) {
          rows.add(batch);
        }
      }
      for (Batch batch : rows) {
        List<Vector> values = new ArrayList<>(batch.columns());
        values.add(TableMaker.hiddenKeys(batch.size(), session));
        transaction.changes().insert(table, new Batch(batch.size(), values));
        count += batch.size();
      }
    }
    return Outcome.of("SELECT " + count);
  }
}
