# Completion of dotcat's command line in fish, made by 'dotcat --generate fish' of version @VERSION@.

# Prints what an operand can be after the words before the cursor.
function __dotcat_operand
    set -l words (commandline -opc)
    argparse --ignore-unknown @NAMES@ -- $words[2..] 2>/dev/null
    if set -q _flag_U
        echo path
    else if test (count $argv) -gt 0
        echo port
    else
        echo host
        if set -q _flag_l; or set -q _flag_broker; or set -q _flag_chat
            echo port
        end
    end
end

function __dotcat_services
    string match --regex --groups-only '^([a-z][\w-]*)\s' </etc/services | sort -u
end

complete -c dotcat -f
complete -c dotcat -n 'contains path (__dotcat_operand)' -F
complete -c dotcat -n 'contains host (__dotcat_operand)' -a '(__fish_print_hostnames)'
complete -c dotcat -n 'contains port (__dotcat_operand)' -a '(__dotcat_services)'
@OPTIONS@
