//! Where artifacts are stored, and who may read them.

use crate::object::message::objects;
use crate::object::{ConfigMapKeySelector, SecretKeySelector};

objects! {
    /// In a store that speaks S3.
    S3Artifact {
        access_key_secret: SecretKeySelector = "accessKeySecret";
        addressing_style: String = "addressingStyle";
        bucket: String = "bucket";
        ca_secret: SecretKeySelector = "caSecret";
        create_bucket_if_not_present: CreateS3BucketOptions = "createBucketIfNotPresent";
        encryption_options: S3EncryptionOptions = "encryptionOptions";
        endpoint: String = "endpoint";
        insecure: bool = "insecure";
        key: String = "key";
        region: String = "region";
        role_arn: String = "roleARN";
        secret_key_secret: SecretKeySelector = "secretKeySecret";
        session_token_secret: SecretKeySelector = "sessionTokenSecret";
        use_sdk_creds: bool = "useSDKCreds";
    }

    /// How a bucket is made.
    CreateS3BucketOptions {
        object_locking: bool = "objectLocking";
    }

    /// How S3 encrypts.
    S3EncryptionOptions {
        enable_encryption: bool = "enableEncryption";
        kms_encryption_context: String = "kmsEncryptionContext";
        kms_key_id: String = "kmsKeyId";
        server_side_customer_key_secret: SecretKeySelector = "serverSideCustomerKeySecret";
    }

    /// In Google Cloud Storage.
    GcsArtifact {
        bucket: String = "bucket";
        key: String = "key";
        service_account_key_secret: SecretKeySelector = "serviceAccountKeySecret";
    }

    /// In Azure Blob Storage.
    AzureArtifact {
        account_key_secret: SecretKeySelector = "accountKeySecret";
        blob: String = "blob";
        container: String = "container";
        endpoint: String = "endpoint";
        use_sdk_creds: bool = "useSDKCreds";
    }

    /// In Alibaba's object store.
    OssArtifact {
        access_key_secret: SecretKeySelector = "accessKeySecret";
        bucket: String = "bucket";
        create_bucket_if_not_present: bool = "createBucketIfNotPresent";
        endpoint: String = "endpoint";
        key: String = "key";
        lifecycle_rule: OssLifecycleRule = "lifecycleRule";
        secret_key_secret: SecretKeySelector = "secretKeySecret";
        security_token: String = "securityToken";
        use_sdk_creds: bool = "useSDKCreds";
    }

    /// How long Alibaba's store keeps it.
    OssLifecycleRule {
        mark_deletion_after_days: i64 = "markDeletionAfterDays";
        mark_infrequent_access_after_days: i64 = "markInfrequentAccessAfterDays";
    }

    /// In Hadoop.
    HdfsArtifact {
        addresses: Vec<String> = "addresses";
        data_transfer_protection: String = "dataTransferProtection";
        force: bool = "force";
        hdfs_user: String = "hdfsUser";
        krb_c_cache_secret: SecretKeySelector = "krbCCacheSecret";
        krb_config_config_map: ConfigMapKeySelector = "krbConfigConfigMap";
        krb_keytab_secret: SecretKeySelector = "krbKeytabSecret";
        krb_realm: String = "krbRealm";
        krb_service_principal_name: String = "krbServicePrincipalName";
        krb_username: String = "krbUsername";
        path: String = "path";
    }

    /// A repository of git.
    GitArtifact {
        branch: String = "branch";
        depth: i64 = "depth";
        disable_submodules: bool = "disableSubmodules";
        fetch: Vec<String> = "fetch";
        insecure_ignore_host_key: bool = "insecureIgnoreHostKey";
        insecure_skip_tls: bool = "insecureSkipTLS";
        password_secret: SecretKeySelector = "passwordSecret";
        repo: String = "repo";
        revision: String = "revision";
        single_branch: bool = "singleBranch";
        ssh_private_key_secret: SecretKeySelector = "sshPrivateKeySecret";
        username_secret: SecretKeySelector = "usernameSecret";
    }

    /// In the object itself.
    RawArtifact {
        data: String = "data";
    }

    /// Where a plugin knows.
    PluginArtifact {
        configuration: String = "configuration";
        connection_timeout_seconds: i64 = "connectionTimeoutSeconds";
        key: String = "key";
        name: String = "name";
    }

    /// In Artifactory.
    ArtifactoryArtifact {
        password_secret: SecretKeySelector = "passwordSecret";
        url: String = "url";
        username_secret: SecretKeySelector = "usernameSecret";
    }

    /// At an address.
    HttpArtifact {
        auth: HttpAuth = "auth";
        headers: Vec<Header> = "headers";
        save_stream_via_file: bool = "saveStreamViaFile";
        url: String = "url";
    }

    /// Who asks.
    HttpAuth {
        basic_auth: BasicAuth = "basicAuth";
        client_cert: ClientCertAuth = "clientCert";
        oauth2: OAuth2Auth = "oauth2";
    }

    /// Name and password.
    BasicAuth {
        password_secret: SecretKeySelector = "passwordSecret";
        username_secret: SecretKeySelector = "usernameSecret";
    }

    /// A certificate.
    ClientCertAuth {
        client_cert_secret: SecretKeySelector = "clientCertSecret";
        client_key_secret: SecretKeySelector = "clientKeySecret";
    }

    /// A token of OAuth 2.
    OAuth2Auth {
        client_id_secret: SecretKeySelector = "clientIDSecret";
        client_secret_secret: SecretKeySelector = "clientSecretSecret";
        endpoint_params: Vec<OAuth2EndpointParameter> = "endpointParams";
        scopes: Vec<String> = "scopes";
        token_url_secret: SecretKeySelector = "tokenURLSecret";
    }

    /// A parameter for the token.
    OAuth2EndpointParameter {
        key: String = "key";
        value: String = "value";
    }

    /// A header of a request for a file.
    Header {
        name: String = "name";
        value: String = "value";
    }
}
