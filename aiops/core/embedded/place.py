"""Where the database lives and as whom it runs. PostgreSQL refuses root, so root gets a user namespace or another user.

Modes of folders above ours are never changed.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from aiops.core.embedded import socket_folder
from aiops.core.embedded.binaries import Binaries
from aiops.core.embedded.errors import CannotStartError

SYSTEM_FOLDER = Path("/var/lib/aiops")


@dataclass(frozen=True)
class Place:
    """`prefix` goes before every command of the server; `user` is the account to run as, None: as ourselves."""

    data: Path
    sockets: Path
    log: Path
    binaries: Binaries
    prefix: tuple[str, ...] = ()
    user: str | None = None


def find(home: Path, binaries: Binaries) -> Place:
    """The place for this machine and this user, its folders made. Raises CannotStartError."""
    place = Place(home / "postgres", socket_folder(home), home / "log" / "postgres.log", binaries)
    place.log.parent.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0 and _namespace_prefix():
        place = replace(place, prefix=_namespace_prefix())
    elif os.geteuid() == 0:
        place = _as_other_user(home, place)
    if place.user is None:
        _own_private_folder(place.sockets)
    return place


def _namespace_prefix() -> tuple[str, ...]:
    """Root inside a user namespace of its own is somebody else to PostgreSQL; files still belong to root outside."""
    if not shutil.which("unshare"):
        return ()
    account = min((each.pw_uid for each in pwd.getpwall() if each.pw_uid), default=65534)
    prefix = ("unshare", "--user", f"--map-user={account}", "--")
    works = subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    return prefix if works else ()


def _as_other_user(home: Path, place: Place) -> Place:
    """Data and a copy of the programs below /var/lib/aiops, as another account may not reach root's folders."""
    account = _unprivileged_account()
    folder = SYSTEM_FOLDER / hashlib.sha256(str(home).encode()).hexdigest()[:12]
    try:
        binaries = _reachable(place.binaries, account)
        for each in (folder, folder / "run"):
            each.mkdir(parents=True, exist_ok=True)
            each.chmod(0o700)
            os.chown(each, account.pw_uid, account.pw_gid)
    except OSError as error:
        raise CannotStartError(
            f"PostgreSQL does not run as root, user namespaces are closed here, and {SYSTEM_FOLDER} "
            f"cannot be used: {error.strerror}. Run as a normal user, or set DATABASE_URL."
        ) from None
    _point_to(place.sockets, folder / "run")
    return replace(place, data=folder / "postgres", sockets=folder / "run", binaries=binaries, user=account.pw_name)


def _unprivileged_account() -> pwd.struct_passwd:
    names = {each.pw_name: each for each in pwd.getpwall() if each.pw_uid}
    for name in ("aiops", "postgres", "nobody"):
        if name in names:
            return names[name]
    raise CannotStartError("PostgreSQL does not run as root and this machine has no other account. Set DATABASE_URL.")


def _reachable(binaries: Binaries, account: pwd.struct_passwd) -> Binaries:
    """The same programs where the account may run them: copied once if they are in a closed folder."""
    command = [binaries.program("postgres"), "--version"]
    try:
        subprocess.run(command, capture_output=True, check=True, user=account.pw_uid, group=account.pw_gid)
    except (OSError, subprocess.CalledProcessError):
        target = SYSTEM_FOLDER / f"postgresql-{binaries.major}"
        if not (target / "bin" / "postgres").exists():
            half_made = target.with_name(f"{target.name}.{os.getpid()}")
            shutil.copytree(binaries.folder.parent, half_made, symlinks=True)
            half_made.rename(target)
        return replace(binaries, folder=target / "bin")
    return binaries


def _point_to(link: Path, folder: Path) -> None:
    if link.is_symlink() or not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(folder)
        return
    if link.is_dir():
        shutil.rmtree(link)
        link.symlink_to(folder)


def _own_private_folder(folder: Path) -> None:
    """Whoever reaches the socket is trusted, so the folder must be ours and closed to others."""
    if folder.is_symlink():
        folder.unlink()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise CannotStartError(f"{folder} belongs to somebody else; choose another AIOPS_HOME.")
    folder.chmod(0o700)
