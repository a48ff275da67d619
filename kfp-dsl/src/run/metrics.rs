//! What a body notes in metrics artifacts. They are metadata only; no file belongs to them.

use std::fmt;

use crate::kinds::{ClassificationMetrics, Metrics, SlicedClassificationMetrics};
use crate::run::classification::Classification;
use crate::run::{ClassificationError, Count, Output};

impl Output<Metrics> {
    /// Notes a figure, which KFP's pages show by this name. An earlier one of that name is replaced.
    ///
    /// A figure that is NaN or infinite makes the component fail when its body has returned: JSON has no such number.
    ///
    /// ```
    /// use kfp_dsl::{kinds::Metrics, run::Output};
    /// let metrics = Output::<Metrics>::at("metrics");
    /// metrics.log_metric("accuracy", 0.93);
    /// assert_eq!(metrics.metadata().len(), 1);
    /// ```
    pub fn log_metric(&self, name: impl Into<String>, value: f64) {
        self.set_metadata(name, value);
    }
}

macro_rules! classification {
    ($($target:tt)*) => {
        impl $($target)* {
            /// Adds a point to the ROC curve.
            ///
            /// # Errors
            /// When a number is NaN or infinite. (The first threshold of scikit-learn's `roc_curve` is infinite: leave
            /// it out, or write 1.)
            pub fn log_roc_point(&self, fpr: f64, tpr: f64, threshold: f64) -> Result<(), ClassificationError> {
                self.log(|m| m.roc_point(fpr, tpr, threshold))
            }

            /// Adds the points of a whole ROC curve: false positive rates, true positive rates, thresholds.
            ///
            /// # Errors
            /// When the lists differ in length or hold NaN or infinity. Then no point is added.
            pub fn log_roc_curve(
                &self,
                fpr: &[f64],
                tpr: &[f64],
                thresholds: &[f64],
            ) -> Result<(), ClassificationError> {
                self.log(|m| m.roc_curve(fpr, tpr, thresholds))
            }

            /// Begins a confusion matrix of zeros.
            ///
            /// # Errors
            /// When a category is given twice.
            pub fn set_confusion_matrix_categories<C: AsRef<str>>(
                &self,
                categories: &[C],
            ) -> Result<(), ClassificationError> {
                self.log(|m| m.set_categories(categories))
            }

            /// Sets one row of the confusion matrix: the counts of a true category, by guessed category.
            ///
            /// # Errors
            /// When the categories are not set, do not have this one, or are not as many as the counts.
            pub fn log_confusion_matrix_row<N: Count>(
                &self,
                category: &str,
                counts: &[N],
            ) -> Result<(), ClassificationError> {
                self.log(|m| m.row(category, counts))
            }

            /// Sets one count of the confusion matrix, by true and by guessed category.
            ///
            /// # Errors
            /// When the categories are not set or do not have these two.
            pub fn log_confusion_matrix_cell<N: Count>(
                &self,
                category: &str,
                guessed: &str,
                count: N,
            ) -> Result<(), ClassificationError> {
                self.log(|m| m.cell(category, guessed, count))
            }

            /// Sets the whole confusion matrix: one row per true category, one column per guessed category.
            ///
            /// # Errors
            /// When the matrix does not have the size of the categories. Then nothing changes.
            pub fn log_confusion_matrix<C: AsRef<str>, N: Count, R: AsRef<[N]>>(
                &self,
                categories: &[C],
                rows: &[R],
            ) -> Result<(), ClassificationError> {
                self.log(|m| m.matrix(categories, rows))
            }
        }
    };
}

classification!(Output<ClassificationMetrics>);
classification!(Slice<'_>);

impl Output<ClassificationMetrics> {
    fn log<R>(&self, change: impl FnOnce(&mut Classification) -> R) -> R {
        let mut state = self.state();
        change(state.classification_of(None))
    }
}

impl Output<SlicedClassificationMetrics> {
    /// The metrics of one slice of the data, by its name. Slices are kept in the order of their names.
    ///
    /// ```
    /// use kfp_dsl::{kinds::SlicedClassificationMetrics, run::Output};
    /// let metrics = Output::<SlicedClassificationMetrics>::at("metrics");
    /// for region in ["eu", "us"] {
    ///     metrics.slice(region).log_confusion_matrix(&["stayed", "churned"], &[[8, 1], [2, 9]])?;
    /// }
    /// # Ok::<(), kfp_dsl::run::ClassificationError>(())
    /// ```
    #[must_use = "nothing is noted of a slice until its figures are logged: `.log_confusion_matrix(..)`, `.log_roc_curve(..)`"]
    pub fn slice(&self, name: impl Into<String>) -> Slice<'_> {
        Slice { metrics: self, name: name.into() }
    }
}

/// The metrics of one slice of the data.
pub struct Slice<'a> {
    metrics: &'a Output<SlicedClassificationMetrics>,
    name: String,
}

impl Slice<'_> {
    fn log<R>(&self, change: impl FnOnce(&mut Classification) -> R) -> R {
        let mut state = self.metrics.state();
        change(state.classification_of(Some(&self.name)))
    }
}

impl fmt::Debug for Slice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slice").field("name", &self.name).finish()
    }
}
