// Package deploy holds what runs the service on machines: a container image, a
// systemd unit, Kubernetes manifests, an example configuration, alert rules and a
// dashboard.
//
//	Dockerfile            a static binary without a shell, as a user without rights
//	vitalproof.service    the same confinement under systemd
//	vitalproof.yaml       the configuration of the two
//	kubernetes            one replica with its volumes, for kubectl apply -k
//	prometheus            alert rules; what to do about each is in README, Operate
//	grafana               a dashboard of the same figures
//
// It promises, by its tests, that each file parses, that each configuration is one
// that the service takes, in production mode too but for the circuits (see
// vitalproof.yaml), and that no rule or panel asks for a figure or a label that the
// service does not have. It does not promise that the manifests suit a cluster:
// names, storage classes and who may connect are for its operator to set.
package deploy

import "embed"

// Files are all files of this package, by their paths.
//
//go:embed Dockerfile Dockerfile.dockerignore vitalproof.service vitalproof.yaml kubernetes prometheus grafana
var Files embed.FS
