namespace Dotcat.Reporting;

/// <summary>What programs can rely on in the lines of <see cref="JsonLines"/>.</summary>
internal static class JsonSchema
{
    /// <summary>JSON Schema, draft 2020-12 (https://json-schema.org/draft/2020-12), of one line.</summary>
    public const string Text = """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "A line of dotcat --json",
          "description": "Each line on stderr is one event. Names are as their owners gave them.",
          "type": "object",
          "properties": {
            "time": { "description": "when, in UTC (RFC 3339)", "type": "string", "format": "date-time" }
          },
          "required": ["time", "event"],
          "oneOf": [
            {
              "description": "clients are waited for at this address; one line for each",
              "properties": {
                "event": { "const": "listening" },
                "local": { "$ref": "#/$defs/local" },
                "protocol": { "$ref": "#/$defs/protocol" }
              },
              "required": ["local", "protocol"]
            },
            {
              "description": "a name is looked up",
              "properties": {
                "event": { "const": "resolving" },
                "peer": { "description": "the name", "type": "string" }
              },
              "required": ["peer"]
            },
            {
              "description": "an address is tried",
              "properties": {
                "event": { "const": "connecting" },
                "peer": { "$ref": "#/$defs/peer" },
                "protocol": { "$ref": "#/$defs/protocol" },
                "proxy": { "description": "the proxy that is asked for it", "type": "string" }
              },
              "required": ["peer", "protocol"]
            },
            {
              "description": "an attempt failed, and another one is to be made",
              "properties": {
                "event": { "const": "retrying" },
                "attempt": { "description": "the number of the next one", "type": "integer", "minimum": 1 },
                "seconds": { "description": "the pause until then", "type": "number", "minimum": 0 },
                "reason": { "$ref": "#/$defs/reason" }
              },
              "required": ["attempt", "seconds", "reason"]
            },
            {
              "description": "a peer was reached",
              "properties": {
                "event": { "const": "connected" },
                "peer": { "$ref": "#/$defs/peer" },
                "local": { "$ref": "#/$defs/local" },
                "protocol": { "$ref": "#/$defs/protocol" }
              },
              "required": ["peer", "protocol"]
            },
            {
              "description": "a client was let in",
              "properties": {
                "event": { "const": "accepted" },
                "peer": { "$ref": "#/$defs/peer" },
                "local": { "$ref": "#/$defs/local" },
                "protocol": { "$ref": "#/$defs/protocol" },
                "proxy": { "description": "with --accept-proxy: who said that it is this client", "type": "string" }
              },
              "required": ["peer", "protocol"]
            },
            {
              "description": "a client was turned away, or refused what it asked for",
              "properties": {
                "event": { "const": "refused" },
                "peer": { "$ref": "#/$defs/peer" },
                "status": { "description": "what it was answered", "type": "string" },
                "reason": { "$ref": "#/$defs/reason" },
                "trace": { "$ref": "#/$defs/trace" }
              },
              "required": ["peer", "reason"]
            },
            {
              "description": "both ends of TLS have agreed; what the peer's certificate says, if it showed one",
              "properties": {
                "event": { "const": "tls" },
                "peer": { "$ref": "#/$defs/peer" },
                "version": { "examples": ["TLS 1.3"], "type": "string" },
                "cipher": { "examples": ["TLS_AES_256_GCM_SHA384"], "type": "string" },
                "alpn": { "description": "the protocol inside", "type": "string" },
                "subject": { "type": "string" },
                "issuer": { "type": "string" },
                "expires": { "type": "string", "format": "date-time" },
                "sha256": { "$ref": "#/$defs/sha256" }
              },
              "required": ["peer", "version", "cipher"],
              "dependentRequired": { "subject": ["issuer", "expires", "sha256"], "sha256": ["subject"] }
            },
            {
              "description": "with -z: whether anybody listens on a port",
              "properties": {
                "event": { "const": "port" },
                "peer": { "$ref": "#/$defs/peer" },
                "protocol": { "$ref": "#/$defs/protocol" },
                "state": {
                  "oneOf": [
                    { "const": "open", "description": "it takes connections; over UDP, it answered" },
                    { "const": "open|filtered", "description": "over UDP: nothing was heard" },
                    { "const": "closed", "description": "refused" },
                    { "const": "filtered", "description": "nothing was heard, or somebody on the way refused it" }
                  ]
                },
                "service": { "description": "what the system calls such a port", "type": "string" }
              },
              "required": ["peer", "protocol", "state"]
            },
            {
              "description": "with --progress: how much has moved by now, each second and at the end",
              "properties": {
                "event": { "const": "progress" },
                "sent": { "description": "bytes written to all peers", "$ref": "#/$defs/bytes" },
                "received": { "description": "bytes that came from all peers", "$ref": "#/$defs/bytes" },
                "seconds": { "description": "since the first peer was met", "type": "number", "minimum": 0 },
                "size": { "description": "bytes that there are to move", "type": "integer", "minimum": 1 },
                "clients": { "description": "where they come and go: how many there are", "type": "integer", "minimum": 0 }
              },
              "required": ["sent", "received", "seconds"]
            },
            {
              "description": "a conversation has ended",
              "properties": {
                "event": { "const": "closed" },
                "peer": { "$ref": "#/$defs/peer" },
                "sent": { "description": "bytes written to the peer", "$ref": "#/$defs/bytes" },
                "received": { "description": "bytes that came from the peer and were passed on", "$ref": "#/$defs/bytes" },
                "undelivered": { "$ref": "#/$defs/undelivered" },
                "unwritten": { "$ref": "#/$defs/unwritten" },
                "seconds": { "description": "how long it lasted", "type": "number", "minimum": 0 },
                "ending": {
                  "oneOf": [
                    { "const": "finished", "description": "in order" },
                    { "const": "reader-gone", "description": "nobody reads standard output any more" },
                    { "const": "idle", "description": "nothing moved for as long as -i allows" },
                    { "const": "quit", "description": "the peer did not end within the time of -q" },
                    { "const": "failed", "description": "a side failed" },
                    { "const": "dropped", "description": "the peer did not take what was sent to it" },
                    { "const": "stopped", "description": "the run came to its end" }
                  ]
                },
                "side": {
                  "oneOf": [
                    { "const": "peer", "description": "with failed: the peer did" },
                    { "const": "input", "description": "what is read for it did" },
                    { "const": "output", "description": "what its bytes are written to did" }
                  ]
                },
                "reason": { "$ref": "#/$defs/reason" },
                "target": { "description": "what the client asked a proxy for", "type": "string" },
                "sentSha256": { "description": "of what was sent, with --digest", "$ref": "#/$defs/digest" },
                "receivedSha256": { "description": "of what was received, with --digest", "$ref": "#/$defs/digest" },
                "program": { "description": "the program that answered", "type": "string" },
                "process": { "description": "its process number", "type": "integer" },
                "status": { "description": "its exit code", "type": "integer" },
                "code": { "$ref": "#/$defs/code" },
                "trace": { "$ref": "#/$defs/trace" }
              },
              "required": ["peer", "sent", "received", "undelivered", "unwritten", "seconds", "ending"],
              "dependentRequired": {
                "program": ["process", "status"],
                "process": ["program"],
                "status": ["program"],
                "sentSha256": ["receivedSha256"],
                "receivedSha256": ["sentSha256"]
              }
            },
            {
              "description": "something went wrong; the run goes on where there is no code",
              "properties": {
                "event": { "const": "error" },
                "message": { "$ref": "#/$defs/message" },
                "peer": { "$ref": "#/$defs/peer" },
                "reason": { "$ref": "#/$defs/reason" },
                "undelivered": { "$ref": "#/$defs/undelivered" },
                "unwritten": { "$ref": "#/$defs/unwritten" },
                "code": { "$ref": "#/$defs/code" },
                "trace": { "$ref": "#/$defs/trace" }
              },
              "required": ["message"]
            },
            {
              "description": "whatever else there is to say",
              "properties": {
                "event": { "const": "note" },
                "message": { "$ref": "#/$defs/message" },
                "peer": { "$ref": "#/$defs/peer" },
                "received": { "description": "bytes of a datagram", "$ref": "#/$defs/bytes" },
                "sha256": { "$ref": "#/$defs/sha256" }
              },
              "required": ["message"]
            }
          ],
          "unevaluatedProperties": false,
          "$defs": {
            "peer": {
              "description": "the other end",
              "examples": ["127.0.0.1:9090", "[::1]:9090", "/run/x.sock", "example.com:443 through 127.0.0.1:3128"],
              "type": "string"
            },
            "local": { "description": "our end", "examples": ["127.0.0.1:50000", "@name"], "type": "string" },
            "protocol": { "enum": ["tcp", "udp", "unix", "unix-datagram"] },
            "message": { "description": "in words", "type": "string" },
            "reason": { "description": "why, in words", "type": "string" },
            "bytes": { "type": "integer", "minimum": 0 },
            "undelivered": {
              "description": "at most so many bytes were read and may not have reached the peer",
              "type": "integer",
              "minimum": 0
            },
            "unwritten": {
              "description": "at most so many bytes came from the peer and may not have been written",
              "type": "integer",
              "minimum": 0
            },
            "digest": { "description": "SHA-256", "type": "string", "pattern": "^[0-9a-f]{64}$" },
            "sha256": { "description": "of a certificate", "type": "string", "pattern": "^[0-9A-F]{64}$" },
            "code": { "description": "the exit code that it leads to", "type": "integer" },
            "trace": { "description": "with -vvv: where in the program", "type": "string" }
          }
        }
        """;
}
