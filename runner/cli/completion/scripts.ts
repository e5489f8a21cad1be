// What a shell loads to complete `runbook`. All knowledge is in the program: the scripts ask it at each Tab.

/** Works with bash 3.2 too, which macOS has. */
const bash = `# Completion of runbook for bash: eval "$(runbook completion bash)"
_runbook() {
  local line kind= value word last= prefix= count=0 glue= i
  local -a typed
  typed=()
  # Readline splits words at = and :, which belong to ours.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i == COMP_CWORD)); then
      [[ $word == [=:]* ]] || word=$2
      [[ \${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && glue= word=
    fi
    if ((count > 0)) && [[ -n $glue || $word == [=:]* ]]; then
      typed[count - 1]+=$word
      glue=
      [[ $word == [=:]* ]] && glue=yes
    else
      typed[count]=$word
      ((count += 1))
    fi
  done
  for ((i = 0; i < count; i++)); do
    word=\${typed[i]//\\\\/}
    typed[i]=\${word#[\\"\\']}
  done
  last=\${typed[count - 1]}
  [[ $COMP_WORDBREAKS == *=* && $last == *=* ]] && prefix=\${last%"\${last##*=}"}
  [[ $COMP_WORDBREAKS == *:* && $last == *:* ]] && prefix=\${last%"\${last##*[=:]}"}
  COMPREPLY=()
  local open=
  while IFS= read -r line; do
    if [[ -z $kind ]]; then
      kind=$line
      continue
    fi
    value=\${line%%$'\\t'*}
    [[ $value == +* ]] && open=yes
    value=\${value#?}
    value=\${value#"$prefix"}
    if [[ $kind == files ]]; then
      value=\${value%/}
    else
      printf -v value %q "$value"
    fi
    COMPREPLY[\${#COMPREPLY[@]}]=$value
  done < <("\${COMP_WORDS[0]/#\\~/$HOME}" complete -- "\${typed[@]}" 2>/dev/null)
  type compopt >/dev/null 2>&1 || return 0
  if [[ $kind == files ]]; then
    compopt -o filenames
  elif [[ -n $open ]]; then
    compopt -o nospace
  fi
  return 0
}
complete -F _runbook runbook
`;

const zsh = `#compdef runbook
# Completion of runbook for zsh: eval "$(runbook completion zsh)", below compinit
_runbook() {
  local line kind value about program=\${(Q)words[1]}
  local -a typed lines plain open folders files
  typed=("\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}")
  lines=("\${(@f)$("\${program/#\\~/$HOME}" complete -- "\${typed[@]}" 2>/dev/null)}")
  kind=\${lines[1]}
  shift lines
  for line in "\${lines[@]}"; do
    value=\${\${line%%$'\\t'*}#?}
    about=\${line#*$'\\t'}
    if [[ $kind == files ]]; then
      if [[ $line == +* ]]; then folders+=("$value"); else files+=("$value"); fi
      continue
    fi
    value=\${value//:/\\\\:}
    [[ -n $about ]] && value="$value:$about"
    if [[ $line == +* ]]; then open+=("$value"); else plain+=("$value"); fi
  done
  if [[ $kind == files ]]; then
    compadd -S '' -- "\${folders[@]}"
    compadd -- "\${files[@]}"
  else
    (( $#plain )) && _describe -V runbook plain
    (( $#open )) && _describe -V runbook open -S ''
  fi
  return 0
}
if [[ "\${funcstack[1]}" == _runbook ]]; then
  _runbook "$@"
else
  compdef _runbook runbook
fi
`;

export const completionScripts = { bash, zsh } as const;

export type CompletionShell = keyof typeof completionScripts;
