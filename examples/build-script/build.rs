//! Compiles the pipelines of the ladder into `OUT_DIR`. A pipeline that is wrong fails the build.

fn main() -> Result<(), kfp_app::Error> {
    ladder::app().write_to_out_dir().map(drop)
}
