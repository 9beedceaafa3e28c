{{- define "halcyon.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "halcyon.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "halcyon.labels" -}}
{{ include "halcyon.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "halcyon.image" -}}
{{ printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end -}}

{{/* gRPC addresses of all nodes, by the names that a StatefulSet's pods keep. A new cluster begins when all of
     them are there: with fewer, two nodes could each be the first of those that answer. */}}
{{- define "halcyon.nodes" -}}
{{- $full := include "halcyon.fullname" . -}}
{{- $addresses := list -}}
{{- range $i := until (int .Values.node.count) -}}
{{- $addresses = append $addresses (printf "%s-node-%d.%s-nodes.%s.svc.%s:7410" $full $i $full $.Release.Namespace $.Values.clusterDomain) -}}
{{- end -}}
{{- join "," $addresses -}}
{{- end -}}

{{/* JVM options of a memory budget in MiB: a fixed heap, and a bound for direct buffers. */}}
{{- define "halcyon.java" -}}
{{- printf "-Xms%dm -Xmx%dm -XX:MaxDirectMemorySize=%dm -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir=/tmp" (div . 2) (div . 2) (div . 8) -}}
{{- end -}}

{{- define "halcyon.podSecurity" -}}
runAsNonRoot: true
runAsUser: 7400
runAsGroup: 7400
fsGroup: 7400
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "halcyon.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "halcyon.resources" -}}
requests:
  cpu: {{ .cpu.request | quote }}
  memory: {{ .memoryMiB }}Mi
limits:
  {{- if .cpu.limit }}
  cpu: {{ .cpu.limit | quote }}
  {{- end }}
  memory: {{ .memoryMiB }}Mi
{{- end -}}

{{/* The process is alive: never asks for a quorum, or a partition would restart healthy nodes. */}}
{{- define "halcyon.probes" -}}
startupProbe:
  httpGet: {path: /healthz, port: http}
  periodSeconds: 2
  failureThreshold: 150
livenessProbe:
  httpGet: {path: /healthz, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /readyz, port: http}
  periodSeconds: 3
  timeoutSeconds: 3
  failureThreshold: 2
{{- end -}}

{{/* Settings of one part as environment variables: node.raft.segment-bytes becomes
     HALCYON_NODE_RAFT_SEGMENT_BYTES. */}}
{{- define "halcyon.settings" -}}
{{- range $key, $value := . }}
- name: {{ printf "HALCYON_%s" ($key | replace "." "_" | replace "-" "_" | upper) }}
  value: {{ toString $value | quote }}
{{- end }}
{{- end -}}
