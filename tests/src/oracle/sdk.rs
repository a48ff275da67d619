//! KFP's SDK as a compiler that stays running.

use std::io::{BufRead as _, BufReader, Error, Result, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use kfp_ir::Document;
use kfp_ir::codec::{Format, read};
use tempfile::TempDir;

/// Processes that compile Python with the SDK, and the folder of their files.
#[derive(Debug)]
pub struct Sdk {
    folder: TempDir,
    workers: Vec<Worker>,
    /// How many files were compiled: no two get one name, as Python keeps the lines of a file that it has read.
    files: usize,
}

#[derive(Debug)]
struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Sdk {
    /// Starts that many processes; `None`, loudly, where the SDK is not installed.
    ///
    /// # Errors
    ///
    /// When a process cannot be started.
    #[track_caller]
    pub fn start(workers: usize) -> Option<Result<Self>> {
        let mut commands = Vec::new();
        for _ in 0..workers {
            commands.push(crate::engine::python("compile_stream.py")?);
        }
        let start = || -> Result<Self> {
            let mut workers = Vec::new();
            for mut command in commands {
                let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
                let input = child.stdin.take();
                let output = child.stdout.take().ok_or_else(|| Error::other("no output"))?;
                workers.push(Worker { child, input, output: BufReader::new(output) });
            }
            Ok(Sdk { folder: tempfile::tempdir()?, workers, files: 0 })
        };
        Some(start())
    }

    /// Compiles sources: each gives a document, or the message of the SDK.
    ///
    /// # Errors
    ///
    /// When a process does not answer.
    pub fn compile(&mut self, sources: &[String]) -> Result<Vec<std::result::Result<Document, String>>> {
        let mut paths = Vec::new();
        for source in sources {
            self.files += 1;
            let folder = self.folder.path().join(self.files.to_string());
            std::fs::create_dir(&folder)?;
            let path = folder.join("pipeline.py");
            std::fs::write(&path, source)?;
            paths.push(path);
        }
        let share = paths.len().div_ceil(self.workers.len().max(1)).max(1);
        let answers = std::thread::scope(|scope| {
            let threads: Vec<_> = self
                .workers
                .iter_mut()
                .zip(paths.chunks(share))
                .map(|(worker, paths)| scope.spawn(move || worker.compile(paths)))
                .collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, Result<Vec<_>>>| {
                thread.join().unwrap_or_else(|_| Err(Error::other("a thread broke")))
            };
            threads.into_iter().map(join).collect::<Result<Vec<_>>>()
        });
        for path in &paths {
            if let Some(folder) = path.parent() {
                std::fs::remove_dir_all(folder)?;
            }
        }
        Ok(answers?.into_iter().flatten().collect())
    }
}

impl Worker {
    fn compile(&mut self, paths: &[PathBuf]) -> Result<Vec<std::result::Result<Document, String>>> {
        let mut answers = Vec::new();
        for path in paths {
            let input = self.input.as_mut().ok_or_else(|| Error::other("no input"))?;
            writeln!(input, "{}", path.display())?;
            input.flush()?;
            answers.push(loop {
                let mut line = String::new();
                if self.output.read_line(&mut line)? == 0 {
                    return Err(Error::other("the SDK ended without an answer"));
                }
                if let Some(reason) = line.strip_prefix("ERROR ") {
                    break Err(reason.trim_end().to_owned());
                }
                if line.starts_with("OK ") {
                    let text = std::fs::read_to_string(path.with_extension("yaml"))?;
                    let read = read(&text, Format::Yaml);
                    break read.map(|read| read.document).map_err(|error| format!("not read: {error}"));
                }
            });
        }
        Ok(answers)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // At the end of its input the process ends by itself.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
