-- More of how the bot is to behave in a channel.

alter table channel_settings
  -- Who writes answers: 'usual', 'none' for quotes alone, or the name of one that whoever runs ragbot allows.
  add column model text check (length(model) between 1 and 100),
  -- Of bots that are answered, the platform's own ids; empty: none.
  add column bots text[] check (cardinality(bots) <= 20);
