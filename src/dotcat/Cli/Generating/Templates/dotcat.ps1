# Completion of dotcat's command line in PowerShell, made by 'dotcat --generate pwsh' of version @VERSION@.

Register-ArgumentCompleter -Native -CommandName dotcat -ScriptBlock {
    param($word, $command, $cursor)

    # each option, and what it does
    $options = @(
@OPTIONS@
    )

    $before = @($command.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
    $option, $attached = $before[-1], ''
    if ($word -clike '--*=*') {
        $option, $word = $word -split '=', 2
        $attached = "$option="
    }

    # values that have names
    $names = switch -CaseSensitive -Exact ($option) {
@VALUES@
    }

    if ($names) {
        $names | Where-Object { $_.StartsWith($word, 'Ordinal') } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new("$attached$_", $_, 'ParameterValue', $_)
        }
    }
    elseif ($word.StartsWith('-') -and -not $attached -and '--' -cnotin $before) {
        for ($i = 0; $i -lt $options.Count; $i += 2) {
            $name, $help = $options[$i, ($i + 1)]
            if ($name.StartsWith($word, 'Ordinal')) {
                [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterName', $help)
            }
        }
    }
}
