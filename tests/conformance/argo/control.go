package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"time"

	wfclientset "github.com/argoproj/argo-workflows/v4/pkg/client/clientset/versioned"
	"github.com/argoproj/argo-workflows/v4/util/logging"
	"github.com/argoproj/argo-workflows/v4/workflow/controller"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

const (
	controllerNamespace = "argo"
	configuration       = `
artifactRepository:
  s3: {bucket: my-bucket, endpoint: store.invalid, insecure: true}
metricsConfig: {enabled: false}
telemetryConfig: {enabled: false}
resourceRateLimit: {limit: 1000, burst: 1000}
`
)

// serve starts the API server on a free port of this machine and gives its address.
func serve(s *server) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go func() { _ = http.Serve(listener, s) }()
	return "http://" + listener.Addr().String(), nil
}

// control starts Argo's workflow controller on the server, as Argo's own program does it.
func control(ctx context.Context, s *server, address string) error {
	if _, err := s.create("configmaps", controllerNamespace, object{
		"kind": "ConfigMap", "apiVersion": "v1",
		"metadata": object{"name": "workflow-controller-configmap"},
		"data":     object{"config": configuration},
	}); err != nil {
		return err
	}
	config := &rest.Config{Host: address, QPS: 1e6, Burst: 1e6}
	config.ContentType, config.AcceptContentTypes = "application/json", "application/json"
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	workflows, err := wfclientset.NewForConfig(config)
	if err != nil {
		return err
	}
	c, err := controller.NewWorkflowController(
		ctx, config, kube, workflows, controllerNamespace, "", "argoexec", "", "text", "workflow-controller-configmap", false,
	)
	if err != nil {
		return err
	}
	go c.Run(ctx, 8, 1, 2, 1, 1)
	for wait := 0; wait < 300; wait++ {
		if s.watches("workflows", "pods", "workflowtaskresults", "workflowtemplates", "clusterworkflowtemplates", "cronworkflows") {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("the controller did not start to watch")
}

// logged gives a context with the logger that Argo's functions demand. They are quiet unless ARGO_LOG names a level.
func logged(ctx context.Context) context.Context {
	level, err := logging.ParseLevel(os.Getenv("ARGO_LOG"))
	if err != nil {
		level = logging.Error
	}
	return logging.WithLogger(ctx, logging.NewSlogLoggerCustom(level, logging.Text, os.Stderr))
}
