//! Each phase by itself: `cargo bench -p kfp-benches -- yaml` runs those whose name has `yaml` in it.

use divan::Bencher;
use kfp_benches::{Case, Phase, Shape};
use kfp_dsl::Names;

const TASKS: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];

fn main() {
    divan::main();
}

#[expect(clippy::panic, reason = "there is nothing to measure")]
fn measure(bencher: Bencher<'_, '_>, phase: Phase, shape: Shape, names: Names, tasks: usize) {
    let case = Case::new(shape, tasks, names).unwrap_or_else(|error| panic!("{error}"));
    bencher.counter(divan::counter::ItemsCount::new(tasks)).bench_local(|| case.run(phase));
}

/// A module for each phase, with a benchmark for each shape, shared and with the names of the SDK.
macro_rules! phases {
    ($($module:ident $phase:ident),*) => {$(
        mod $module {
            use super::{Bencher, Names, Phase, Shape, TASKS, measure};

            phases!(@ $phase chain Chain, fan Fan, fan_in FanIn, nested Nested, looped Loop, distinct Distinct);
        }
    )*};
    (@ $phase:ident $($name:ident $shape:ident),*) => {$(
        mod $name {
            use super::{Bencher, Names, Phase, Shape, TASKS, measure};

            #[divan::bench(args = TASKS, max_time = 2)]
            fn shared(bencher: Bencher<'_, '_>, tasks: usize) {
                measure(bencher, Phase::$phase, Shape::$shape, Names::Shared, tasks);
            }

            #[divan::bench(args = TASKS, max_time = 2)]
            fn sdk(bencher: Bencher<'_, '_>, tasks: usize) {
                measure(bencher, Phase::$phase, Shape::$shape, Names::Sdk, tasks);
            }
        }
    )*};
}

phases!(
    build Build,
    check Check,
    yaml Yaml,
    json Json,
    binary Binary,
    lower Lower,
    argo Argo,
    read_yaml ReadYaml,
    read_json ReadJson,
    read_binary ReadBinary
);
