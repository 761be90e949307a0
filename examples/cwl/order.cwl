cwlVersion: v1.2
class: CommandLineTool
doc: Order events by their energy.
baseCommand: [sort, -t, ",", -g, -k, "3"]
inputs:
  events: {type: File, inputBinding: {position: 1}}
outputs:
  ordered: {type: stdout}
stdout: ordered.csv
