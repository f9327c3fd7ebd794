-- Names that nobody can shadow, and what belongs to the whole installation.

-- As in 0003, but each name says where it lives, and temporary ones come last: whoever may make a view named chunks, or
-- an operator, must not have it run with the rights of this function.
create or replace function public.find_chunks(query public.sparsevec, any_of integer[], all_of integer[], at_most integer)
  returns table (revision_id uuid, ordinal integer, distance double precision)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  set enable_seqscan = off set max_parallel_workers_per_gather = 0
  as $$
    select c.revision_id, c.ordinal, c.terms operator(public.<#>) query
      from (select * from public.chunks where any_of is not null and term_ids operator(pg_catalog.&&) any_of
            union all
            select * from public.chunks where all_of is not null and term_ids operator(pg_catalog.@>) all_of
                                          and (any_of is null or not term_ids operator(pg_catalog.&&) any_of)) c
     -- "=" could be looked up in the primary key, which gives all chunks of the workspace.
     where c.workspace_id is not distinct from
           (select nullif(pg_catalog.current_setting('ragbot.workspace', true), '')::pg_catalog.uuid)
     order by 3 limit at_most
  $$;

-- One row. The id tells apart installations that were pointed at the same Redis; the fingerprint, an HMAC under the
-- encryption key, tells whether that key is still the one that secrets here were sealed with.
create table installation (
  only_one boolean primary key default true check (only_one),
  id uuid not null default gen_random_uuid(),
  key_fingerprint text
);
alter table installation enable row level security;
alter table installation force row level security;
create policy across_workspaces on installation to ragbot_system using (true) with check (true);
grant select, insert, update, delete on installation to ragbot_system;
