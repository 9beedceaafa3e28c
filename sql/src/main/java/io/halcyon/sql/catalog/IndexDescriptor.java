package io.halcyon.sql.catalog;

import io.halcyon.core.key.KeyOrder;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// An index of a table; its rows themselves are the primary one.
///
/// @param id its OID
/// @param number in the keys of its entries; that of the primary index is {@link #PRIMARY}
/// @param constraint whether it is there for a constraint of its name
/// @param parts what its keys are made of, before the columns of the primary key
/// @param include ids of further columns that entries hold
/// @param predicate condition of the rows that it has, as SQL; null for all
/// @param partFrom the first of the parts whose values decide an entry's shard
/// @param partCount how many do, one after the other. If they are the columns by which rows are
///   distributed, entries are where their rows are (the index is *local*), else it is *global*
public record IndexDescriptor(
    int id,
    int number,
    String name,
    boolean unique,
    boolean constraint,
    boolean nullsNotDistinct,
    List<Part> parts,
    List<Integer> include,
    @Nullable String predicate,
    int partFrom,
    int partCount,
    State state,
    @Nullable String comment) {
  public static final int PRIMARY = 1;

  public IndexDescriptor {
    parts = List.copyOf(parts);
    include = List.copyOf(include);
  }

  /// How far a schema change has come with it.
  public enum State {
    /// Entries are removed with their rows, and never made.
    DELETE_ONLY,
    /// Entries are kept, and not read: older rows may lack theirs.
    WRITE_ONLY,
    /// All is there.
    PUBLIC
  }

  /// A part of the key.
  ///
  /// @param column its id; 0 for an expression
  /// @param expression as SQL; null for a column
  /// @param type OID of an expression's type; 0 for a column
  public record Part(
      int column, @Nullable String expression, int type, boolean descending, boolean nullsFirst) {
    public KeyOrder order() {
      if (descending) {
        return nullsFirst ? KeyOrder.DESC_NULLS_FIRST : KeyOrder.DESC_NULLS_LAST;
      }
      return nullsFirst ? KeyOrder.ASC_NULLS_FIRST : KeyOrder.ASC_NULLS_LAST;
    }
  }

  public boolean primary() {
    return number == PRIMARY;
  }

  public boolean isPublic() {
    return state == State.PUBLIC;
  }

  /// Returns the columns of its key; 0 for expressions.
  public List<Integer> columns() {
    return parts.stream().map(Part::column).toList();
  }

  public IndexDescriptor in(State newState) {
    return new IndexDescriptor(
        id,
        number,
        name,
        unique,
        constraint,
        nullsNotDistinct,
        parts,
        include,
        predicate,
        partFrom,
        partCount,
        newState,
        comment);
  }

  /// Returns it with the types of its expressions found anew.
  ///
  /// @param typeOf the OID of the type of an expression, which is given as SQL
  public IndexDescriptor withPartTypes(ToIntFunction<String> typeOf) {
    List<Part> typed =
        parts.stream()
            .map(part -> {
              String text = part.expression();
              return text == null
                  ? part
                  : new Part(
                      0, text, typeOf.applyAsInt(text), part.descending(), part.nullsFirst());
            })
            .toList();
    return new IndexDescriptor(
        id,
        number,
        name,
        unique,
        constraint,
        nullsNotDistinct,
        typed,
        include,
        predicate,
        partFrom,
        partCount,
        state,
        comment);
  }

  public IndexDescriptor named(String newName) {
    return new IndexDescriptor(
        id,
        number,
        newName,
        unique,
        constraint,
        nullsNotDistinct,
        parts,
        include,
        predicate,
        partFrom,
        partCount,
        state,
        comment);
  }

  public IndexDescriptor commented(@Nullable String text) {
    return new IndexDescriptor(
        id,
        number,
        name,
        unique,
        constraint,
        nullsNotDistinct,
        parts,
        include,
        predicate,
        partFrom,
        partCount,
        state,
        text);
  }

  /// Returns the same index as a constraint's.
  public IndexDescriptor asConstraint(String newName) {
    return new IndexDescriptor(
        id,
        number,
        newName,
        unique,
        true,
        nullsNotDistinct,
        parts,
        include,
        predicate,
        partFrom,
        partCount,
        state,
        comment);
  }
}
