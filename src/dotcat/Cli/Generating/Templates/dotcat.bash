# Completion of dotcat's command line in bash, made by 'dotcat --generate bash' of version @VERSION@.
# It needs nothing but bash, 3.2 or later.

# Sets what the value of an option is: a kind, and the words of it that have a name. Fails for what takes none.
_dotcat_value() {
    kind='' names=''
    case $1 in
@VALUES@
        *) return 1 ;;
    esac
}

# Takes note of a word of options, and of whether its value is still to come.
_dotcat_options() {
    local i letter
    case $1 in
        --listen | --broker | --chat) listens=1 ;;
        --unixsock) unix=1 ;;
    esac
    if [[ $1 == --* ]]; then
        [[ $1 != *=* ]] && _dotcat_value "$1" && pending=$1
        return
    fi
    for ((i = 1; i < ${#1}; i++)); do
        letter=-${1:i:1}
        case $letter in
            -l) listens=1 ;;
            -U) unix=1 ;;
        esac
        if _dotcat_value "$letter"; then
            # the rest of the word is its value, else the next word
            if ((i + 1 < ${#1})); then attached=${1:0:i + 1}; else pending=$letter; fi
            return
        fi
    done
}

# Adds what begins with what stands there, each behind $1.
_dotcat_add() {
    local word
    while IFS= read -r word; do
        [[ $word == "$cur"* ]] && COMPREPLY+=("$1$word")
    done
}

_dotcat_hosts() {
    compgen -A hostname
    sed -n 's/^\([[:alnum:]][^,[:blank:]]*\).*/\1/p' ~/.ssh/known_hosts 2>/dev/null
}

# Adds all of a kind.
_dotcat_add_kind() {
    case $1 in
        file)
            compopt -o filenames 2>/dev/null # bash 4 and later
            _dotcat_add "$2" < <(compgen -f -- "$cur")
            ;;
        command) _dotcat_add "$2" < <(compgen -c -- "$cur" | sort -u) ;;
        port) _dotcat_add "$2" < <(compgen -A service | sort -u) ;;
        host) _dotcat_add "$2" < <(_dotcat_hosts | sort -u) ;;
    esac
}

_dotcat() {
    local cur=${COMP_WORDS[COMP_CWORD]} word i kind names
    local pending='' attached='' glue='' ended='' listens='' unix='' operands=0
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case $word in
            = | : | ::) glue=$word ;; # bash has divided a word there
            *)
                if [[ $glue || $pending ]]; then
                    pending=''
                elif [[ $ended || $word != -?* ]]; then
                    operands=$((operands + 1))
                elif [[ $word == -- ]]; then
                    ended=1
                else
                    _dotcat_options "$word"
                fi
                glue=''
                ;;
        esac
    done
    case $cur in
        = | : | ::) glue=$cur cur='' ;;
    esac

    attached=''
    if [[ $glue == :* ]]; then
        kind=port names='' # of a host; what else has a colon in it has no names
    elif [[ $pending ]]; then
        _dotcat_value "$pending"
    elif [[ ! $ended && $cur == --*=* ]]; then
        attached=${cur%%=*}= cur=${cur#*=}
        _dotcat_value "${attached%=}"
    elif [[ ! $ended && $cur == -* ]]; then
        kind='' names='@NAMES@'
        if [[ $cur == -[!-]?* ]]; then
            word=$cur names=''
            _dotcat_options "$word" # the first letter that takes a value
            cur=${word#"$attached"}
            [[ $attached ]] || COMPREPLY=("$word")
        fi
    elif [[ $unix ]]; then
        kind=file names=''
    elif ((operands == 0)); then
        kind=host names=''
        [[ $listens ]] && _dotcat_add_kind port ''
    else
        kind=port names=''
    fi
    [[ $names ]] && _dotcat_add "$attached" < <(compgen -W "$names")
    _dotcat_add_kind "$kind" "$attached"
}

complete -F _dotcat dotcat
