cwlVersion: v1.2
class: Workflow
doc: The events of one telescope, ordered by energy.
inputs:
  events: File
  telescope: string
outputs:
  result: {type: File, outputSource: order/ordered}
steps:
  select: {run: select.cwl, in: {events: events, telescope: telescope}, out: [selected]}
  order: {run: order.cwl, in: {events: select/selected}, out: [ordered]}
