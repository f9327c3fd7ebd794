#!/usr/bin/env bash
# Installs what the full test suite talks to on a Debian machine: PostgreSQL 15 with pgvector, Redis and Chromium.
# Does nothing when all of them are there; needs root otherwise.
set -euo pipefail

pg_config=/usr/lib/postgresql/15/bin/pg_config
has_pgvector() { [ -x "$pg_config" ] && [ -f "$("$pg_config" --sharedir)/extension/vector.control" ]; }

if has_pgvector && command -v redis-server >/dev/null && [ -x /usr/bin/chromium ] && [ -x /usr/lib/postgresql/15/bin/initdb ]; then
  exit 0
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# Debian's package would create and start a cluster and a server of its own; the tests start theirs on free ports.
mkdir -p /etc/postgresql-common
grep -qs '^create_main_cluster' /etc/postgresql-common/createcluster.conf ||
  echo 'create_main_cluster = false' >>/etc/postgresql-common/createcluster.conf
apt-get install -q -y --no-install-recommends \
  postgresql-15 postgresql-server-dev-15 redis-server chromium fonts-dejavu-core build-essential dpkg-dev

if ! has_pgvector; then
  # bookworm has no pgvector: take the source package of the next release from the same mirror, and build it here.
  # Pinned low, so that nothing else is ever upgraded from there.
  sources=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
  mirror=$(grep -E '^(URIs:|deb )' <<<"$sources" | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ')
  keyring=$(grep -oE '/usr/share/keyrings/debian[^ ]*' <<<"$sources" | head -n 1 || true)
  cat >/etc/apt/sources.list.d/pgvector-source.sources <<TXT
Types: deb-src
URIs: ${mirror}
Suites: trixie
Components: main
Signed-By: ${keyring:-/usr/share/keyrings/debian-archive-keyring.gpg}
TXT
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' >/etc/apt/preferences.d/pgvector-source
  apt-get update -q
  build=$(mktemp -d)
  trap 'rm -rf "$build"' EXIT
  cd "$build"
  apt-get source -q pgvector/trixie
  make -C pgvector-*/ PG_CONFIG="$pg_config" OPTFLAGS=""
  make -C pgvector-*/ PG_CONFIG="$pg_config" install
fi
