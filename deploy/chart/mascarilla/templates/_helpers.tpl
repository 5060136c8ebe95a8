{{- define "mascarilla.name" -}}
{{- if contains "mascarilla" .Release.Name -}}{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else -}}{{ printf "%s-mascarilla" (.Release.Name | trunc 39 | trimSuffix "-") }}
{{- end -}}
{{- end -}}

{{- define "mascarilla.selector" -}}
app.kubernetes.io/name: mascarilla
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "mascarilla.labels" -}}
{{ include "mascarilla.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "mascarilla.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end -}}
{{- end -}}

{{/* Where a model of the Hub is written: another one, or another revision or precision, is another folder. */}}
{{- define "mascarilla.package" -}}
/models/hub/{{ .repo | replace "/" "--" }}@{{ .revision | default "main" | replace "/" "--" }}.{{ .precision | default "fp32" }}
{{- end -}}

{{/* The value of --models: those of the Hub, folders of the claim, and the bundled ones. */}}
{{- define "mascarilla.models" -}}
{{- $models := list -}}
{{- range .Values.models.hub -}}
{{- $models = append $models (printf "%s=%s" .name (include "mascarilla.package" .)) -}}
{{- end -}}
{{- range .Values.models.folders -}}
{{- $models = append $models (printf "%s=/models/%s" .name .folder) -}}
{{- end -}}
{{- if .Values.models.bundled -}}
{{- range list "clinical-es-mini" "clinical-es-mini-pharmaconer" -}}
{{- $models = append $models (printf "%s=/app/packages/%s" . .) -}}
{{- end -}}
{{- end -}}
{{- join "," $models | required "models: nothing is to be served; name models, or let bundled be true" -}}
{{- end -}}

{{/* Numbers of values are floating ones: a million would be written 1e+06. */}}
{{- define "mascarilla.plain" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end -}}

{{- define "mascarilla.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "mascarilla.resources" -}}
requests: {{- include "mascarilla.amounts" . | nindent 2 }}
limits: {{- include "mascarilla.amounts" . | nindent 2 }}
{{- end -}}

{{- define "mascarilla.amounts" -}}
{{- with .Values.resources -}}
cpu: {{ .cpu | quote }}
memory: {{ .memory }}
{{- if .gpus }}
nvidia.com/gpu: {{ .gpus }}
{{- end }}
{{- end -}}
{{- end -}}
