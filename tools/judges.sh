#!/bin/sh
# Install the judges that are missing, where this account may; the tests say which one is still not there.
set -eu
missing=""
for pair in qpdf:qpdf pdffonts:poppler-utils unzip:unzip soffice:libreoffice-impress chromium:chromium ssh-keygen:openssh-client; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086 -- a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
else
    echo "Not installed, and this account may not install:$missing" >&2
fi
