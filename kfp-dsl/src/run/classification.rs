//! Confusion matrices and ROC curves, in the shapes that KFP's pages draw.

use std::collections::BTreeMap;

use kfp_ir::model::{Struct, Value};

use crate::kinds::{Parameter as _, ValueError};

/// A count in a confusion matrix: any number type of Rust.
pub trait Count: Copy {
    /// The count as KFP keeps it.
    fn count(self) -> f64;
}

macro_rules! counts {
    ($($t:ty),*) => {$(
        impl Count for $t {
            fn count(self) -> f64 {
                self as f64
            }
        }
    )*};
}

counts!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64);

/// Why classification metrics were refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ClassificationError {
    /// A row or cell was logged before the categories were set.
    #[error("the confusion matrix has no categories yet; call `set_confusion_matrix_categories` first")]
    NoCategories,
    /// A category that was not set.
    #[error("`{category}` is not a category of the confusion matrix; the categories are {known}")]
    UnknownCategory {
        /// What was given.
        category: String,
        /// What was set, for reading.
        known: String,
    },
    /// The same category twice.
    #[error("category `{0}` is given twice")]
    TwiceCategory(String),
    /// The matrix does not have one row per category.
    #[error("the confusion matrix has {rows} rows for {categories} categories")]
    Rows {
        /// Rows given.
        rows: usize,
        /// Categories set.
        categories: usize,
    },
    /// A row does not have one count per category.
    #[error("row `{category}` of the confusion matrix has {counts} counts for {categories} categories")]
    Row {
        /// The category of the row.
        category: String,
        /// Counts given.
        counts: usize,
        /// Categories set.
        categories: usize,
    },
    /// The three lists of a ROC curve differ in length.
    #[error(
        "the lists of a ROC curve differ in length: {fpr} false positive rates, {tpr} true positive rates, \
         {thresholds} thresholds"
    )]
    Lengths {
        /// False positive rates given.
        fpr: usize,
        /// True positive rates given.
        tpr: usize,
        /// Thresholds given.
        thresholds: usize,
    },
    /// NaN or infinity, which JSON has not.
    #[error("{what}: {problem}")]
    Number {
        /// Where.
        what: String,
        /// What is wrong.
        problem: ValueError,
    },
}

type Result<T> = std::result::Result<T, ClassificationError>;

/// The metrics of one slice.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Classification {
    categories: Vec<String>,
    rows: Vec<Vec<f64>>,
    /// Whether a matrix was begun: one without categories is shown, too.
    matrix: bool,
    /// False positive rate, true positive rate, threshold.
    points: Vec<[f64; 3]>,
}

impl Classification {
    pub(crate) fn roc_point(&mut self, fpr: f64, tpr: f64, threshold: f64) -> Result<()> {
        for (what, number) in
            [("false positive rate", fpr), ("true positive rate", tpr), ("threshold", threshold)]
        {
            check(number, || format!("{what} of point {} of the ROC curve", self.points.len() + 1))?;
        }
        self.points.push([fpr, tpr, threshold]);
        Ok(())
    }

    pub(crate) fn roc_curve(&mut self, fpr: &[f64], tpr: &[f64], thresholds: &[f64]) -> Result<()> {
        if fpr.len() != tpr.len() || fpr.len() != thresholds.len() {
            return Err(ClassificationError::Lengths {
                fpr: fpr.len(),
                tpr: tpr.len(),
                thresholds: thresholds.len(),
            });
        }
        let mut new = self.clone();
        for ((&fpr, &tpr), &threshold) in fpr.iter().zip(tpr).zip(thresholds) {
            new.roc_point(fpr, tpr, threshold)?;
        }
        *self = new;
        Ok(())
    }

    pub(crate) fn set_categories<C: AsRef<str>>(&mut self, categories: &[C]) -> Result<()> {
        let categories: Vec<String> = categories.iter().map(|c| c.as_ref().to_owned()).collect();
        for (i, category) in categories.iter().enumerate() {
            if categories.iter().take(i).any(|c| c == category) {
                return Err(ClassificationError::TwiceCategory(category.clone()));
            }
        }
        self.rows = vec![vec![0.0; categories.len()]; categories.len()];
        self.categories = categories;
        self.matrix = true;
        Ok(())
    }

    pub(crate) fn row<N: Count>(&mut self, category: &str, counts: &[N]) -> Result<()> {
        let row = self.category(category)?;
        if counts.len() != self.categories.len() {
            return Err(ClassificationError::Row {
                category: category.to_owned(),
                counts: counts.len(),
                categories: self.categories.len(),
            });
        }
        let counts: Vec<f64> = counts.iter().map(|c| c.count()).collect();
        for &count in &counts {
            check(count, || format!("row `{category}` of the confusion matrix"))?;
        }
        if let Some(row) = self.rows.get_mut(row) {
            *row = counts;
        }
        Ok(())
    }

    pub(crate) fn cell<N: Count>(&mut self, row: &str, column: &str, count: N) -> Result<()> {
        let (i, j) = (self.category(row)?, self.category(column)?);
        check(count.count(), || format!("cell `{row}`, `{column}` of the confusion matrix"))?;
        if let Some(cell) = self.rows.get_mut(i).and_then(|row| row.get_mut(j)) {
            *cell = count.count();
        }
        Ok(())
    }

    pub(crate) fn matrix<C: AsRef<str>, N: Count, R: AsRef<[N]>>(
        &mut self,
        categories: &[C],
        rows: &[R],
    ) -> Result<()> {
        if rows.len() != categories.len() {
            return Err(ClassificationError::Rows { rows: rows.len(), categories: categories.len() });
        }
        let mut new = self.clone();
        new.set_categories(categories)?;
        for (category, row) in categories.iter().zip(rows) {
            new.row(category.as_ref(), row.as_ref())?;
        }
        *self = new;
        Ok(())
    }

    fn category(&self, name: &str) -> Result<usize> {
        if !self.matrix {
            return Err(ClassificationError::NoCategories);
        }
        self.categories.iter().position(|c| c == name).ok_or_else(|| ClassificationError::UnknownCategory {
            category: name.to_owned(),
            known: self.categories.iter().map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", "),
        })
    }

    /// The metadata keys that KFP's pages read (`kfp.dsl.ClassificationMetrics`, `SlicedClassificationMetrics`).
    pub(crate) fn metadata(slices: &BTreeMap<Option<String>, Self>) -> BTreeMap<String, Value> {
        if let Some(metrics) = slices.get(&None) {
            return metrics.fields();
        }
        if slices.is_empty() {
            return BTreeMap::new();
        }
        let slices = slices.iter().map(|(slice, metrics)| {
            structure([
                ("slice", Value::String(slice.clone().unwrap_or_default())),
                ("sliceClassificationMetrics", Value::Struct(Struct(metrics.fields()))),
            ])
        });
        [("evaluationSlices".to_owned(), Value::List(slices.collect()))].into()
    }

    fn fields(&self) -> BTreeMap<String, Value> {
        let mut fields = BTreeMap::new();
        if !self.points.is_empty() {
            let points = self.points.iter().map(|&[fpr, tpr, threshold]| {
                structure([
                    ("confidenceThreshold", Value::Number(threshold)),
                    ("recall", Value::Number(tpr)),
                    ("falsePositiveRate", Value::Number(fpr)),
                ])
            });
            fields.insert("confidenceMetrics".to_owned(), Value::List(points.collect()));
        }
        if self.matrix {
            let categories =
                self.categories.iter().map(|c| structure([("displayName", Value::String(c.clone()))]));
            let rows = self.rows.iter().map(|row| {
                structure([("row", Value::List(row.iter().copied().map(Value::Number).collect()))])
            });
            let matrix = structure([
                ("annotationSpecs", Value::List(categories.collect())),
                ("rows", Value::List(rows.collect())),
            ]);
            fields.insert("confusionMatrix".to_owned(), matrix);
        }
        fields
    }
}

fn check(number: f64, what: impl FnOnce() -> String) -> Result<()> {
    number.to_value().map(drop).map_err(|problem| ClassificationError::Number { what: what(), problem })
}

fn structure<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Struct(Struct(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}
