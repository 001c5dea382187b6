"""The wizard that makes models, and the editor of Modelfiles."""
