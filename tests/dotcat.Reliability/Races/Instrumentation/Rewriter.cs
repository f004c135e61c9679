using Dotcat.Reliability.Races.Scheduling;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Dotcat.Reliability.Races.Instrumentation;

/// <summary>
/// Puts a point of the schedule where threads meet: before each look at what they share, around locks and at what completes
/// a task; and hands to the schedule what would wait for or start a thread. The file itself stays as it was built.
/// </summary>
internal sealed class Rewriter
{
    private readonly ModuleDefinition _module;
    private readonly Substitutes _substitutes;
    private readonly MethodReference _point;
    private readonly MethodReference _access;

    private Rewriter(ModuleDefinition module)
    {
        _module = module;
        _substitutes = new Substitutes(module);
        _point = module.ImportReference(((Action)ControlledLocks.Point).Method);
        _access = module.ImportReference(((Action)ControlledLocks.Access).Method);
    }

    /// <param name="path">An assembly.</param>
    /// <param name="isMeant">Which of its types.</param>
    public static MemoryStream Rewrite(string path, Func<string, bool> isMeant)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        var rewriter = new Rewriter(assembly.MainModule);
        foreach (TypeDefinition type in assembly.MainModule.GetTypes())
        {
            TypeDefinition outermost = type;
            while (outermost.DeclaringType is not null)
            {
                outermost = outermost.DeclaringType;
            }

            if (isMeant(outermost.FullName))
            {
                foreach (MethodDefinition method in type.Methods.Where(static method => method.HasBody))
                {
                    rewriter.Rewrite(method);
                }
            }
        }

        var rewritten = new MemoryStream();
        assembly.Write(rewritten);
        rewritten.Position = 0;
        return rewritten;
    }

    private void Rewrite(MethodDefinition method)
    {
        method.Body.SimplifyMacros();
        ILProcessor code = method.Body.GetILProcessor();
        foreach (Instruction instruction in method.Body.Instructions.ToArray())
        {
            if (instruction.Operand is MethodReference called)
            {
                RewriteCall(code, instruction, called);
            }
            else if (instruction.OpCode == OpCodes.Volatile)
            {
                code.InsertBefore(instruction, code.Create(OpCodes.Call, _point));
            }
            else if (
                instruction.Operand is FieldReference field
                && !method.IsConstructor
                && IsShared(instruction, field)
            )
            {
                code.InsertBefore(instruction, code.Create(OpCodes.Call, _access));
            }
        }

        method.Body.OptimizeMacros();
    }

    private void RewriteCall(ILProcessor code, Instruction instruction, MethodReference called)
    {
        bool isNew = instruction.OpCode == OpCodes.Newobj;
        if (!isNew && instruction.OpCode != OpCodes.Call && instruction.OpCode != OpCodes.Callvirt)
        {
            return;
        }

        if (_substitutes.For(called, isNew) is { } substitute)
        {
            (instruction.OpCode, instruction.Operand) = (OpCodes.Call, substitute);
            return;
        }

        switch (called.DeclaringType.FullName)
        {
            case "System.Threading.Lock/Scope":
                code.InsertAfter(instruction, code.Create(OpCodes.Call, _point));
                break;
            case "System.Threading.Interlocked" or "System.Threading.Volatile":
                code.InsertBefore(instruction, code.Create(OpCodes.Call, _point));
                break;
        }
    }

    /// <summary>Whether it is a field that another thread may change: not of what the compiler made, nor of a value.</summary>
    private static bool IsShared(Instruction instruction, FieldReference field) =>
        instruction.OpCode.Code is Code.Ldfld or Code.Stfld or Code.Ldsfld or Code.Stsfld
        && instruction.Previous?.OpCode != OpCodes.Volatile
        && field.Resolve() is { IsInitOnly: false, DeclaringType: { IsValueType: false } declaring }
        && !declaring.Name.StartsWith('<');
}
