#!/bin/sh
# Install the judges that are missing, where this account may; the tests say which one is still not there.
set -eu
has() { command -v "$1" >/dev/null 2>&1; }
may_install() { [ "$(id -u)" = 0 ] && has apt-get; }
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; }

missing=""
for pair in qpdf:qpdf pdffonts:poppler-utils unzip:unzip soffice:libreoffice-impress ssh-keygen:openssh-client; do
    has "${pair%%:*}" || missing="$missing ${pair##*:}"
done
# The faces that pages and decks are looked at in: Liberation stands first among what Linux has of our pages' faces, and
# LibreOffice sets Calibri in Carlito. With neither everything is a quarter wider.
for pair in LiberationSans-Regular:fonts-liberation2 Carlito-Regular:fonts-crosextra-carlito; do
    find /usr/share/fonts -name "${pair%%:*}.*" 2>/dev/null | grep -q . || missing="$missing ${pair##*:}"
done
if [ -n "$missing" ] && may_install; then
    apt-get update -qq
    # shellcheck disable=SC2086 -- a list of package names
    install $missing
elif [ -n "$missing" ]; then
    echo "Not installed, and this account may not install:$missing" >&2
fi

# Chromium's shell is the same engine without the windows round it: a tab costs a quarter. Without it, all of Chromium will do.
if ! has chromium-headless-shell && may_install; then
    { apt-get update -qq && install chromium-headless-shell; } || has chromium || install chromium
elif ! has chromium-headless-shell && ! has chromium; then
    echo "There is no Chromium, and this account may not install it." >&2
fi
