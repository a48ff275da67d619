//! The artifact types of KFP.

use crate::kinds::{Kind, KindSpec};

/// A type of artifact: data that travels by reference.
///
/// The types are only names, nothing ever has a value of one. `#[derive(Artifact)]` makes more of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an artifact type",
    label = "not an artifact type",
    note = "artifact types are `Artifact`, `Dataset`, `Model`, `Metrics`, `ClassificationMetrics`, `SlicedClassificationMetrics`, `Html`, `Markdown`, and types with `#[derive(Artifact)]`",
    note = "a parameter is taken as it is, without `Input`, and returned from the function"
)]
pub trait ArtifactType: Kind {}

/// Every artifact type but [`Artifact`], which takes all of them.
pub trait SpecificArtifact: ArtifactType {}

macro_rules! artifacts {
    ($($(#[$meta:meta])* $name:ident = $title:literal;)*) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub enum $name {}

        impl Kind for $name {
            const KIND: KindSpec = KindSpec::Artifact { title: $title, version: "0.0.1" };
        }

        impl ArtifactType for $name {}
    )*};
}

artifacts! {
    /// Any artifact (`system.Artifact`). An input of this type takes an artifact of every type.
    Artifact = "system.Artifact";
    /// Data (`system.Dataset`).
    Dataset = "system.Dataset";
    /// A trained model (`system.Model`).
    Model = "system.Model";
    /// Named numbers, shown by KFP's run page (`system.Metrics`).
    Metrics = "system.Metrics";
    /// A confusion matrix and an ROC curve (`system.ClassificationMetrics`).
    ClassificationMetrics = "system.ClassificationMetrics";
    /// Classification metrics for slices of the data (`system.SlicedClassificationMetrics`).
    SlicedClassificationMetrics = "system.SlicedClassificationMetrics";
    /// A page, shown by KFP's run page (`system.HTML`).
    Html = "system.HTML";
    /// A text, shown by KFP's run page (`system.Markdown`).
    Markdown = "system.Markdown";
}

impl SpecificArtifact for Dataset {}
impl SpecificArtifact for Model {}
impl SpecificArtifact for Metrics {}
impl SpecificArtifact for ClassificationMetrics {}
impl SpecificArtifact for SlicedClassificationMetrics {}
impl SpecificArtifact for Html {}
impl SpecificArtifact for Markdown {}
