using System.Reflection;
using Dotcat.Reliability.Races.Scheduling;
using Mono.Cecil;

namespace Dotcat.Reliability.Races.Instrumentation;

/// <summary>Which method is called instead of which.</summary>
internal sealed class Substitutes(ModuleDefinition module)
{
    private static readonly (ReplacesAttribute Of, MethodInfo Method)[] _all =
    [
        .. new[]
        {
            typeof(ControlledLocks),
            typeof(ControlledTasks),
            typeof(ControlledCancellation),
            typeof(ControlledSystem),
        }
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Select(static method => (method.GetCustomAttribute<ReplacesAttribute>()!, method))
            .Where(static it => it.Item1 is not null),
    ];

    /// <summary>Null where it stays.</summary>
    /// <param name="called">The member that is called.</param>
    /// <param name="isNew">Whether it makes an object.</param>
    public MethodReference? For(MethodReference called, bool isNew)
    {
        string type = called.DeclaringType.GetElementType().FullName;
        bool hasThis = called.HasThis && !isNew;
        string[] parameters = [.. called.Parameters.Select(static it => Simple(it.ParameterType.Name))];
        foreach ((ReplacesAttribute of, MethodInfo method) in _all)
        {
            if (
                of.Member == called.Name
                && of.Type.FullName!.Replace('+', '/') == type
                && method
                    .GetParameters()
                    .Skip(hasThis ? 1 : 0)
                    .Select(static it => Simple(it.ParameterType.Name))
                    .SequenceEqual(parameters)
            )
            {
                MethodReference substitute = module.ImportReference(method);
                return method.IsGenericMethodDefinition ? Close(substitute, called.DeclaringType) : substitute;
            }
        }

        return null;
    }

    private static GenericInstanceMethod Close(MethodReference open, TypeReference of)
    {
        var closed = new GenericInstanceMethod(open);
        foreach (TypeReference argument in ((GenericInstanceType)of).GenericArguments)
        {
            closed.GenericArguments.Add(argument);
        }

        return closed;
    }

    /// <summary>A type parameter is called T here, and !0 there.</summary>
    private static string Simple(string name) => name is "T" or "TResult" or "!0" ? "T" : name;
}
