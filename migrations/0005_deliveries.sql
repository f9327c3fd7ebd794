-- What waiting and delivery remember, so that neither a lost outcome, a refused token nor a clock set back costs a reply.

-- How often a post whose outcome was lost was looked for since; and from when a wait counts: a clock that shows an
-- earlier time was set back, and the wait is over.
alter table outbox
  add column looks integer not null default 0,
  add column waits_from timestamptz not null default now();
alter table inbox
  add column waits_from timestamptz not null default now(),
  -- When the asker was told that nobody is working; at most once.
  add column told_at timestamptz;
alter table uploads add column waits_from timestamptz not null default now();
alter table rate_limits add column blocked_from timestamptz not null default 'epoch';

-- Processes that work on questions and on whose platforms, each a row that it keeps fresh.
create table worker_processes (
  id uuid primary key,
  platforms text[] not null,
  seen_at timestamptz not null default now()
);
alter table worker_processes enable row level security;
alter table worker_processes force row level security;
create policy across_workspaces on worker_processes to ragbot_system using (true) with check (true);
grant select, insert, update, delete on worker_processes to ragbot_system;
