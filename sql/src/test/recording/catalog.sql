-- Writes PostgreSQL 15's built-in types, operators, casts and functions as the tables that
-- io.halcyon.sql.catalog reads. Run by hand, in the directory of those resources:
--   psql -X -At -F "$(printf '\t')" -f catalog.sql
\o types.tsv
select oid, typname, format_type(oid, null), typlen, typtype, typcategory, typispreferred::int,
       typelem, typarray, (typcollation <> 0)::int, typdelim
  from pg_type
 where typnamespace = 'pg_catalog'::regnamespace
   and (typrelid = 0 and typname not like 'pg\_%' and typname not like '\_pg\_%' or typname in ('record', '_record', 'pg_lsn', '_pg_lsn'))
   and not exists (select from pg_type e where e.oid = pg_type.typelem and e.typrelid <> 0)
 order by oid;
\o operators.tsv
select oid, oprname, oprleft, oprright, oprresult, oprcode::oid, oprcom, oprnegate
  from pg_operator order by oid;
\o casts.tsv
select castsource, casttarget, castfunc, castcontext, castmethod
  from pg_cast order by castsource, casttarget;
\o functions.tsv
select p.oid, proname, prokind, provariadic, proisstrict::int, proretset::int, provolatile,
       prorettype, array_to_string(proargtypes::oid[], ' '),
       case when lanname = 'sql' then '' else prosrc end,
       case when proargmodes::text like '%o%' or proargmodes::text like '%t%'
            then array_to_string(proallargtypes, ' ') else '' end,
       coalesce(array_to_string(proargmodes::text[], ''), ''),
       coalesce(array_to_string(proargnames, ' ', ''), ''),
       coalesce(pg_get_expr(proargdefaults, 0), ''), pronargdefaults,
       coalesce(aggkind::text, ''), coalesce(aggnumdirectargs, 0)
  from pg_proc p
  join pg_language l on l.oid = prolang
  left join pg_aggregate on aggfnoid = p.oid
 where pronamespace = 'pg_catalog'::regnamespace
   and not exists (
     select from unnest(proargtypes::oid[] || prorettype) as t(oid)
      where format_type(t.oid, null) in ('internal', 'cstring', 'trigger', 'event_trigger',
        'language_handler', 'index_am_handler', 'table_am_handler', 'fdw_handler', 'tsm_handler'))
 order by p.oid;
