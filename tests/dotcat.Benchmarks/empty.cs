// What every native .NET program takes to start, built as dotcat is: https://learn.microsoft.com/dotnet/core/sdk/file-based-apps
#:property ConcurrentGarbageCollection=false
#:property EventSourceSupport=false
#:property InvariantGlobalization=true
#:property PositionIndependentExecutable=false
#:property IlcDehydrate=false
return 0;
