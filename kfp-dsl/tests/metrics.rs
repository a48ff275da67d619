//! What metrics artifacts keep, and refuse. Their whole shape is compared with the SDK's in `tests/executor.rs`.

use kfp_dsl::kinds::{ClassificationMetrics, Metrics};
use kfp_dsl::run::{ClassificationError, Output};
use kfp_ir::model::{Struct, Value};
use serde_json::{Value as Json, json};

fn metadata<T>(output: &Output<T>) -> Json {
    Value::Struct(Struct(output.metadata())).into()
}

#[test]
fn metrics_are_replaced_by_name() {
    let metrics = Output::<Metrics>::at("metrics");
    metrics.log_metric("accuracy", 0.5);
    metrics.log_metric("accuracy", 0.75);
    metrics.log_metric("loss", f64::NAN);
    assert_eq!(metadata(&metrics), json!({"accuracy": 0.75}));
    assert_eq!(metrics.problems(), ["metadata `loss`: `NaN` is not a finite number: the IR cannot hold it"]);
}

#[test]
fn a_matrix_takes_every_kind_of_rows_and_counts() {
    let expected = json!({"confusionMatrix": {
        "annotationSpecs": [{"displayName": "a"}, {"displayName": "b"}],
        "rows": [{"row": [1, 2]}, {"row": [3, 4]}]
    }});
    let metrics = Output::<ClassificationMetrics>::at("m");
    metrics.log_confusion_matrix(&["a", "b"], &[[1_u64, 2], [3, 4]]).unwrap();
    assert_eq!(metadata(&metrics), expected);
    let names = ["a".to_owned(), "b".to_owned()];
    metrics.log_confusion_matrix(&names, &[vec![1_usize, 2], vec![3, 4]]).unwrap();
    assert_eq!(metadata(&metrics), expected);
    metrics.log_confusion_matrix(&names, &[[1.0, 2.0].as_slice(), &[3.0, 4.0]]).unwrap();
    assert_eq!(metadata(&metrics), expected);
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let metrics = Output::<ClassificationMetrics>::at("m");
    let text = |result: Result<(), ClassificationError>| result.unwrap_err().to_string();
    assert_eq!(
        text(metrics.log_confusion_matrix_row("a", &[1])),
        "the confusion matrix has no categories yet; call `set_confusion_matrix_categories` first"
    );
    assert_eq!(
        text(metrics.set_confusion_matrix_categories(&["a", "b", "a"])),
        "category `a` is given twice"
    );
    assert_eq!(metadata(&metrics), json!({}));
    metrics.set_confusion_matrix_categories(&["a", "b"]).unwrap();
    let before = metadata(&metrics);
    assert_eq!(
        text(metrics.log_confusion_matrix_row("a", &[1, 2, 3])),
        "row `a` of the confusion matrix has 3 counts for 2 categories"
    );
    assert_eq!(
        text(metrics.log_confusion_matrix_cell("a", "c", 1)),
        "`c` is not a category of the confusion matrix; the categories are `a`, `b`"
    );
    assert_eq!(
        text(metrics.log_confusion_matrix(&["x", "y"], &[[1, 2]])),
        "the confusion matrix has 1 rows for 2 categories"
    );
    assert_eq!(
        text(metrics.log_confusion_matrix(&["x", "y"], &[vec![1, 2], vec![3]])),
        "row `y` of the confusion matrix has 1 counts for 2 categories"
    );
    assert_eq!(
        text(metrics.log_confusion_matrix_cell("a", "b", f64::NAN)),
        "cell `a`, `b` of the confusion matrix: `NaN` is not a finite number: the IR cannot hold it"
    );
    assert_eq!(
        text(metrics.log_roc_curve(&[0.0], &[0.0, 1.0], &[1.0])),
        "the lists of a ROC curve differ in length: 1 false positive rates, 2 true positive rates, 1 thresholds"
    );
    assert_eq!(
        text(metrics.log_roc_curve(&[0.0, 0.0], &[0.0, 0.0], &[1.0, f64::INFINITY])),
        "threshold of point 2 of the ROC curve: `inf` is not a finite number: the IR cannot hold it"
    );
    assert_eq!(metadata(&metrics), before);
}
