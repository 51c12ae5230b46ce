#!/bin/sh
# Starts coturn with turnserver.conf and what only this host knows: the shared secret (from a file,
# so that it stands in no image, no environment and no process list), the domain, its certificate
# and addresses. Options given to this script go on to turnserver.
#
#   DOMAIN                the name under which terminals and browsers find the relay
#   TURN_SECRET_FILE      file with the secret that the signaling nodes know, too
#   TURN_EXTERNAL_IP      public address, where the host itself has a private one (NAT)
#   TURN_ALLOWED_PEERS    private addresses that may be relayed to: "10.1.0.0-10.1.255.255 …"
#   TURN_CERTIFICATES     the proxy's folder; as soon as DOMAIN's certificate is in it: TLS
#   TURN_SETTINGS, TURN_RUN, TURN_LOOK_S    for tests: settings, run-time folder, seconds between
#                         two looks at the certificate
set -eu
umask 077

settings=${TURN_SETTINGS:-/etc/etaluukku/turnserver.conf}
run=${TURN_RUN:-/run/turn}
secret_file=${TURN_SECRET_FILE:-/run/secrets/turn_secret}
certificates=${TURN_CERTIFICATES:-/certificates}
look_s=${TURN_LOOK_S:-60}

fail() {
    echo "turn: $1" >&2
    exit 2
}

# The newest certificate that the proxy holds for the domain, without its ending; or nothing.
certificate() {
    # shellcheck disable=SC2012 # names of domains hold nothing that ls would garble
    newest=$(ls -t "$certificates"/certificates/*/"$DOMAIN/$DOMAIN.crt" 2>/dev/null | head -n 1)
    if [ -r "${newest%.crt}.key" ]; then echo "${newest%.crt}"; fi
}

stamp() {
    found=$(certificate)
    if [ -n "$found" ]; then cksum <"$found.crt"; fi
}

# coturn reads certificates at its start, and anew at SIGUSR2; nobody relayed notices the latter.
watch() {
    seen=$2
    while sleep "$look_s" && kill -0 "$1" 2>/dev/null; do
        now=$(stamp)
        if [ "$now" = "$seen" ]; then continue; fi
        # Certificate and key are two files: let both be written.
        sleep 1
        if [ -z "$seen" ]; then
            echo "turn: the certificate is there; ending, to be started again with TLS"
            kill -TERM "$1"
        else
            echo "turn: the certificate has changed"
            kill -USR2 "$1"
        fi
        seen=$now
    done
}

[ -n "${DOMAIN:-}" ] || fail "DOMAIN is not set"
[ -r "$secret_file" ] || fail "$secret_file cannot be read; see README.md on how to make it"
secret=$(cat "$secret_file")
case $secret in
*[!A-Za-z0-9+/=_-]*) fail "$secret_file: expected one line of letters, digits and + / = _ -" ;;
esac
[ "${#secret}" -ge 32 ] || fail "$secret_file: expected at least 32 characters"

seen=$(stamp)
tls=$(certificate)
{
    cat "$settings"
    echo "realm=$DOMAIN"
    echo "static-auth-secret=$secret"
    echo "userdb=$run/turn.db"
    echo "pidfile=$run/turn.pid"
    if [ -n "$tls" ]; then
        echo "cert=$tls.crt"
        echo "pkey=$tls.key"
    else
        echo "no-tls"
    fi
    if [ -n "${TURN_EXTERNAL_IP:-}" ]; then echo "external-ip=$TURN_EXTERNAL_IP"; fi
    for peers in ${TURN_ALLOWED_PEERS:-}; do echo "allowed-peer-ip=$peers"; done
} >"$run/turnserver.conf"
if [ -z "$tls" ]; then
    echo "turn: no certificate for $DOMAIN yet: without TLS until there is one"
fi

# Every refused peer is written down with its address, and browsers try their private ones first.
# Only the server's own addresses stay readable.
rm -f "$run/messages"
mkfifo "$run/messages"
sed -u -E \
    -e '/(address to use|initialization|listing):? /b' \
    -e 's/[0-9]{1,3}(\.[0-9]{1,3}){3}/(address)/g' \
    -e 's/[0-9a-fA-F]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*/(address)/g' <"$run/messages" &

watch $$ "$seen" &
exec turnserver -c "$run/turnserver.conf" "$@" >"$run/messages" 2>&1
