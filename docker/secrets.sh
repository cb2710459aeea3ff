#!/bin/sh
# Makes the files that compose.yaml mounts as secrets. A file that exists is kept: edit it to use another server.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets

# Users of a container must read the file; others on this machine are kept out by the mode of the folder.
put() {
  if [ -e "secrets/$1" ]; then
    echo "kept docker/secrets/$1" >&2
  else
    printf '%s\n' "$2" > "secrets/$1"
    chmod 644 "secrets/$1"
    echo "made docker/secrets/$1" >&2
  fi
}

put postgres_password "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"
put database_url "postgres://rapporteur:$(cat secrets/postgres_password)@postgres:5432/rapporteur"
put eventstore_url 'kurrentdb://eventstore:2113?tls=false'
# The mail catcher of the profile `mail`.
put smtp_url 'smtp://mail:1025'
