//! `kfpc lock` and `--lock`: images pinned to digests.

use crate::support::Folder;

const CHAIN: &str = include_str!("../../../kfp-ir/tests/digest/chain.yaml");

fn digest(digit: &str) -> String {
    format!("sha256:{}", digit.repeat(64))
}

#[test]
fn a_digest_that_moves_runs_the_task_again() {
    let folder = Folder::new();
    folder.write("chain.yaml", CHAIN);
    let missing = folder.call(["lock", "chain.yaml"]);
    assert!(missing.code == 1 && missing.text().contains("busybox:1.36: no digest\n"), "{}", missing.text());
    let images: Vec<String> =
        missing.text().lines().map(|line| line.strip_suffix(": no digest").unwrap().to_owned()).collect();
    let unpinned = folder.call(["plan", "chain.yaml", "--lock", "kfp.lock"]);
    assert!(unpinned.code == 1 && unpinned.err.contains("has no digest in `kfp.lock`"), "{}", unpinned.err);
    for image in &images {
        assert_eq!(folder.call(["lock", "--image", &format!("{image}={}", digest("0"))]).code, 0);
    }
    assert_eq!(folder.call(["lock", "chain.yaml"]).code, 0);
    folder.write("old.lock", folder.read("kfp.lock"));
    let plan = ["plan", "chain.yaml", "chain.yaml", "--old-lock", "old.lock", "--lock", "kfp.lock"];
    let same = folder.call(plan);
    assert_eq!(same.code, 0, "{}{}", same.text(), same.err);
    assert_eq!(folder.call(["lock", "--image", &format!("{}={}", images[0], digest("1"))]).code, 0);
    let moved = folder.call(plan);
    assert!(moved.code == 4 && moved.text().contains(&format!("{}@sha256:", images[0])), "{}", moved.text());
    // What is pinned once is pinned in every form, and stays so.
    let converted =
        folder.call(["convert", "chain.yaml", "--to", "yaml", "--lock", "kfp.lock", "--out", "pinned.yaml"]);
    assert_eq!(converted.code, 0, "{}", converted.err);
    let pinned = String::from_utf8(folder.read("pinned.yaml")).unwrap();
    assert!(pinned.contains(&format!("image: {}@{}", images[0], digest("1"))), "{pinned}");
    assert_eq!(folder.call(["lock", "pinned.yaml"]).code, 0);
    assert_eq!(folder.call(["argo", "chain.yaml", "--lock", "kfp.lock", "--out", "argo.yaml"]).code, 0);
    assert!(String::from_utf8(folder.read("argo.yaml")).unwrap().contains(&digest("1")));
}

#[test]
fn what_is_no_digest_is_refused() {
    let folder = Folder::new();
    let wrong = folder.call(["lock", "--image", "busybox:1.36=latest", "--image", "a@b=c"]);
    assert!(
        wrong.code == 1 && wrong.err.contains("`latest` is not the digest of `busybox:1.36`"),
        "{}",
        wrong.err
    );
    assert!(wrong.err.contains("`a@b` is not an image to pin"), "{}", wrong.err);
    assert!(!folder.names().contains(&"kfp.lock".to_owned()));
    folder.write("kfp.lock", "{\"images\": []}");
    let form = folder.call(["lock", "good.yaml"]);
    assert!(form.code == 1 && form.err.contains("`version` of the lock is not 1"), "{}", form.err);
    let other = folder.call(["lock", "good.yaml", "--out", "good.yaml"]);
    assert!(other.code == 1 && other.err.contains("`kfpc lock` writes it"), "{}", other.err);
    assert_eq!(folder.call(["plan", "good.yaml", "--lock", "none.lock"]).code, 3);
}
