//! A disk that is full, and one that cannot be written to. Both need a file system of their own,
//! which only root can mount; elsewhere these tests say that they were skipped.

use std::process::Command;

use super::*;

struct Mount(tempfile::TempDir);

impl Mount {
    fn tmpfs(options: &str) -> Option<Mount> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(folder.path())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(Mount(folder)),
            Ok(output) => {
                let reason = String::from_utf8_lossy(&output.stderr).into_owned();
                eprintln!("skipped: no tmpfs could be mounted: {}", reason.trim());
                None
            }
            Err(e) => {
                eprintln!("skipped: there is no mount command: {e}");
                None
            }
        }
    }

    fn read_only(&self) {
        let mount = || {
            let mut mount = Command::new("mount");
            mount.args(["-o", "remount,ro"]).arg(self.0.path());
            mount.status().unwrap().success()
        };
        // A process that another test is starting holds our files open until it has become itself.
        let tries = (0..100).any(|_| {
            mount() || {
                std::thread::sleep(std::time::Duration::from_millis(20));
                false
            }
        });
        assert!(tries);
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_store() {
    let Some(mount) = Mount::tmpfs("size=1m") else {
        return;
    };
    let site = mount.0.path().join("site");
    let mut places = Places::of(&site);
    places.public = None;
    Book::edition(0).publish(&places).unwrap();
    let mut large = Book::edition(1);
    for n in 0..40_u8 {
        large
            .pages
            .insert(format!("groot/{n}/"), format!("{n}").repeat(60_000));
    }
    let result = large.publish(&places);
    assert!(
        matches!(result, Err(PublishError::NoSpace { .. })),
        "{result:?}"
    );
    let generation = Generation::current(&places).unwrap().unwrap();
    Book::edition(0).is_published(&generation).unwrap();
    assert_no_litter(&places, &generation);
    Book::edition(1).publish(&places).unwrap();
    let generation = Generation::current(&places).unwrap().unwrap();
    Book::edition(1).is_published(&generation).unwrap();
}

#[test]
fn a_full_output_folder_on_another_file_system() {
    let Some(mount) = Mount::tmpfs("size=1m") else {
        return;
    };
    let (_folder, mut places) = site();
    places.public = Some(mount.0.path().join("uit"));
    Book::edition(0).publish(&places).unwrap();
    Book::edition(0).assert_published(&places);
    let mut large = Book::edition(1);
    for n in 0..40_u8 {
        large
            .pages
            .insert(format!("groot/{n}/"), format!("{n}").repeat(60_000));
    }
    let result = large.publish(&places);
    assert!(
        matches!(result, Err(PublishError::NoSpace { .. })),
        "{result:?}"
    );
    // The generation is published, and served; the output folder follows with the next build.
    let generation = Generation::current(&places).unwrap().unwrap();
    large.is_published(&generation).unwrap();
    Book::edition(2).publish(&places).unwrap();
    Book::edition(2).assert_published(&places);
}

#[test]
fn a_read_only_output_folder() {
    let Some(mount) = Mount::tmpfs("size=1m") else {
        return;
    };
    let (_folder, mut places) = site();
    places.public = Some(mount.0.path().join("uit"));
    Book::edition(0).publish(&places).unwrap();
    mount.read_only();
    // What changes nothing writes nothing.
    Book::edition(0).publish(&places).unwrap();
    let result = Book::edition(1).publish(&places);
    assert!(
        matches!(result, Err(PublishError::ReadOnly { .. })),
        "{result:?}"
    );
}

#[test]
fn a_read_only_site() {
    let Some(mount) = Mount::tmpfs("size=1m") else {
        return;
    };
    let places = Places::of(mount.0.path());
    Book::edition(0).publish(&places).unwrap();
    mount.read_only();
    let result = Book::edition(1).publish(&places);
    assert!(
        matches!(result, Err(PublishError::ReadOnly { .. })),
        "{result:?}"
    );
    let generation = Generation::current(&places).unwrap().unwrap();
    Book::edition(0).is_published(&generation).unwrap();
}
