cwlVersion: v1.2
class: CommandLineTool
doc: Keep the events that a telescope recorded.
baseCommand: grep
arguments: ["--", $(inputs.telescope)]
inputs:
  telescope: string
  events: {type: File, inputBinding: {position: 1}}
outputs:
  selected: {type: stdout}
stdout: selected.csv
