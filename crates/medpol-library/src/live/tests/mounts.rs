//! What happens to folders on servers: links that are swapped, and permissions that are taken.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::following::{Followed, titled};
use super::{OPEN, POLICY};
use crate::Watching;
use crate::tests::Folder;

/// Points a link elsewhere in one step.
fn point(link: &Path, target: &str) {
    let new = link.with_file_name("..new");
    symlink(target, &new).unwrap();
    fs::rename(&new, link).unwrap();
}

/// As Kubernetes mounts a `ConfigMap`: visible links through a hidden one, which is swapped.
#[test]
fn a_config_map_that_is_swapped_is_seen() {
    let folder = Folder::with_versions(&[OPEN]);
    let version = |name: &str, title: &str| {
        let from = Folder::with_versions(&[OPEN]);
        from.write(POLICY, &titled(title));
        fs::create_dir_all(folder.path("mount")).unwrap();
        let target = folder.path("mount").join(name);
        // The temporary folder may lie on another drive than it is copied to.
        assert!(Command::new("cp").arg("-r").arg(from.path("policies")).arg(target).status().unwrap().success());
    };
    version("..1", "One");
    let mount = folder.path("mount");
    point(&mount.join("..data"), "..1");
    for name in ["library.yaml", "vocabulary", "acme"] {
        symlink(format!("..data/{name}"), mount.join(name)).unwrap();
    }
    let followed = Followed::begin(&mount, Watching::Events);
    followed.until_title("One");
    for (old, new, title) in [("..1", "..2", "Two"), ("..2", "..3", "Three"), ("..3", "..4", "Four")] {
        version(new, title);
        point(&mount.join("..data"), new);
        fs::remove_dir_all(mount.join(old)).unwrap();
        followed.until_title(title);
    }
}

/// As a release is switched: a link somewhere above the library.
#[test]
fn a_link_above_the_library_that_is_swapped_is_seen() {
    let folder = Folder::new();
    for (name, title) in [("1", "One"), ("2", "Two")] {
        let from = Folder::with_versions(&[OPEN]);
        from.write(POLICY, &titled(title));
        assert!(Command::new("cp").arg("-r").arg(from.path("")).arg(folder.path(name)).status().unwrap().success());
    }
    let current = folder.path("current");
    point(&current, "1");
    let followed = Followed::begin(&current.join("policies"), Watching::Events);
    followed.until_title("One");
    for (target, title) in [("2", "Two"), ("1", "One"), ("2", "Two")] {
        point(&current, target);
        followed.until_title(title);
    }
}

/// Who may do everything cannot lose a permission; the test then runs again as somebody else.
#[test]
fn lost_permission_is_reported_and_regained_permission_is_used() {
    let folder = Folder::with_versions(&[OPEN]);
    if may_do_everything(&folder) {
        return run_as_nobody("live::tests::mounts::lost_permission_is_reported_and_regained_permission_is_used");
    }
    let followed = Followed::begin(&folder.path("policies"), Watching::Events);
    followed.until_title("Aspirin");
    for (place, mode, title) in
        [(POLICY, 0o644, "One"), ("policies/acme", 0o755, "Two"), ("policies", 0o755, "Three"), (POLICY, 0o644, "Four")]
    {
        allow(&folder, place, 0);
        followed.until_refused("P0015");
        allow(&folder, place, mode);
        folder.write(POLICY, &titled(title));
        followed.until_title(title);
    }
}

fn allow(folder: &Folder, below: &str, mode: u32) {
    fs::set_permissions(folder.path(below), fs::Permissions::from_mode(mode)).unwrap();
}

fn may_do_everything(folder: &Folder) -> bool {
    allow(folder, POLICY, 0);
    let is_read = fs::read(folder.path(POLICY)).is_ok();
    allow(folder, POLICY, 0o644);
    is_read
}

fn run_as_nobody(test: &str) {
    const NOBODY: u32 = 65534;
    let folder = Folder::new();
    // Neither this program nor the folder it would write to need be open to everybody.
    let program = folder.path("tests");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let own = folder.path("own");
    fs::create_dir(&own).unwrap();
    for place in [folder.path(""), program.clone(), own.clone()] {
        fs::set_permissions(place, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let mut command = Command::new(program);
    command.args(["--exact", test]).env("TMPDIR", &own).current_dir(&own).uid(NOBODY).gid(NOBODY);
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}{output:?}");
}
