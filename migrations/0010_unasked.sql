-- The outbox may speak without having been asked: such a row answers none of the inbox, and its key makes it one.

alter table outbox
  alter column inbox_id drop not null,
  -- Once in a workspace, whoever finds it due, and how often.
  add column key text,
  -- Who reads it, and where; of an answer the inbox says it.
  add column asker jsonb,
  add column trace_id text,
  add check ((inbox_id is null) = (key is not null and asker is not null and trace_id is not null));
create unique index outbox_unasked on outbox (workspace_id, key) where key is not null;
