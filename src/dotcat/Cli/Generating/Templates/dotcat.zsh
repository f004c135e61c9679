#compdef dotcat
# Completion of dotcat's command line in zsh, made by 'dotcat --generate zsh' of version @VERSION@.

_dotcat_hosts_and() {
    _alternative 'hosts:host:_hosts' "$1"
}

_dotcat() {
    local curcontext=$curcontext state state_descr line
    local -A opt_args
    _arguments -s -S -C \
@OPTIONS@
        '1: :->first' \
        '*: :->next' && return

    local -a unix=(${(k)opt_args[(I)-U|--unixsock]}) listens=(${(k)opt_args[(I)-l|--listen|--broker|--chat]})
    if (( $#unix )); then
        _files
    elif [[ $state == next ]]; then
        _ports
    elif (( $#listens )); then
        _dotcat_hosts_and 'ports:port:_ports'
    else
        _hosts
    fi
}

# loaded by name from $fpath, it is the function; else it says whom it completes for
if [[ $funcstack[1] == _dotcat ]]; then
    _dotcat "$@"
else
    compdef _dotcat dotcat
fi
