#!/usr/bin/env bash
# Installs the named Debian packages where what they provide is missing; without arguments, all that the tests need;
# `badges` stands for what draws badges on paper.
# As root by apt-get, else by sudo without a password, else it says what to run and fails.
set -euo pipefail

readonly DRAWING=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
# Opens the Word files that Parley writes, as one of their readers does.
readonly WORD=libreoffice-writer-nogui
readonly ALL=(chromium libatomic1 gettext postgresql "$WORD" "${DRAWING[@]}")

has_command() { command -v "$1" >/dev/null 2>&1; }

has_library() {
    local ldconfig
    ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
    [[ $("$ldconfig" -p 2>/dev/null) == *"$1"* ]]
}

has_postgres_server() { has_command initdb || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null; }

# python3 must be able to make an environment with pip in it; Debian ships that part apart.
has_venv() { python3 -c 'import ensurepip, venv' 2>/dev/null; }

provided() {
    case $1 in
        chromium) [[ -x ${PARLEY_CHROMIUM:-/usr/bin/chromium} ]] ;;
        libatomic1) has_library libatomic.so.1 ;;
        libpango-1.0-0) has_library libpango-1.0.so.0 ;;
        libpangoft2-1.0-0) has_library libpangoft2-1.0.so.0 ;;
        libharfbuzz-subset0) has_library libharfbuzz-subset.so.0 ;;
        gettext) has_command xgettext && has_command msgmerge ;;
        postgresql) has_postgres_server ;;
        "$WORD") has_command soffice ;;
        python3-venv) has_venv ;;
        *) echo "system-packages: unknown package $1; expected one of ${ALL[*]} python3-venv" >&2; exit 2 ;;
    esac
}

distribution() { (. /etc/os-release 2>/dev/null && echo "${ID:-unknown}") || echo unknown; }

# On Ubuntu the apt package is only a pointer to a snap, which does not run in containers.
refuse_snap_chromium() {
    if [[ $(distribution) == ubuntu && " $* " == *" chromium "* ]]; then
        echo "system-packages: Ubuntu has Chromium as a snap only. Install one (snap install chromium)," >&2
        echo "  and name its program: PARLEY_CHROMIUM=/snap/bin/chromium make test" >&2
        exit 1
    fi
}

install() {
    local as_root=()
    if [[ $(id -u) -ne 0 ]]; then
        if ! sudo -n true 2>/dev/null; then
            echo "system-packages: missing: $*" >&2
            echo "  install with: sudo apt-get update && sudo apt-get install --no-install-recommends $*" >&2
            exit 1
        fi
        as_root=(sudo -n)
    fi
    echo "system-packages: installing $*"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300)
    "${apt[@]}" update </dev/null
    "${apt[@]}" install -y --no-install-recommends "$@" </dev/null
}

wanted=("${@:-${ALL[@]}}")
[[ ${wanted[*]} == badges ]] && wanted=("${DRAWING[@]}")
missing=()
for package in "${wanted[@]}"; do
    provided "$package" || missing+=("$package")
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

if ! has_command apt-get; then
    echo "system-packages: missing: ${missing[*]} (names as in Debian); install them by your system's own means" >&2
    exit 1
fi
refuse_snap_chromium "${missing[@]}"
install "${missing[@]}"

for package in "${missing[@]}"; do
    provided "$package" || { echo "system-packages: $package was installed but is still not found" >&2; exit 1; }
done
